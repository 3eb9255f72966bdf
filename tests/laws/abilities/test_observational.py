"""Observational laws: the published components, recovery of a known world, and clear words for bad input."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from foretell.laws.abilities.capabilities import capabilities, imputed, project
from foretell.laws.abilities.capability_curve import Logistic, sigmoid
from foretell.laws.abilities.family_lines import family_weights
from foretell.laws.abilities.model_scores import LEADERBOARD, ModelScores, read_model_scores, target_of
from foretell.laws.abilities.observational import Observation, Observe, at_compute, observe

BENCHMARKS = ("a", "b", "c", "d")


def world(seed: int = 0, families: int = 15, noise: float = 0.01) -> tuple[ModelScores, np.ndarray]:
    """Families of five sizes, one capability, four benchmarks linear in it, and a task that is logistic in it."""
    generator = np.random.default_rng(seed)
    x = np.tile(np.linspace(20.0, 24.0, 5), families)
    better, faster = generator.normal(0.0, 0.2, families), generator.uniform(0.15, 0.25, families)
    s = np.repeat(better, 5) + np.repeat(faster, 5) * (x - 22.0)
    scores = 0.5 + np.outer(s, [0.4, 0.3, 0.2, 0.1]) + generator.normal(0.0, noise, (len(x), 4))
    target = sigmoid(6.0 * s - 1.0) + generator.normal(0.0, noise, len(x))
    kin = tuple(f"family {i}" for i in range(families) for _ in range(5))
    names = tuple(f"model {i}" for i in range(len(x)))
    models = ModelScores(names, kin, 10.0**x, BENCHMARKS, np.clip(scores, 0.0, 1.0))
    return models, np.clip(target, 0.0, 1.0)


def reference(shared: Path) -> ModelScores:
    return read_model_scores(shared / "reference" / "scaling" / "public_base_models_benchmarks.csv")


def observed(shared: Path, task: str, below: float = 8.4e22, **spec: float) -> Observation:
    models = reference(shared)
    scores = read_model_scores(shared / "reference" / "scaling" / "public_base_models_emergent.csv", [task])
    return observe(models, target_of(models, scores), Observe(target=task, below=below, **spec))


def test_the_components_of_the_reference_table(shared: Path) -> None:
    """124 complete rows: 0.8431, 0.0997, 0.0309, 0.0108."""
    found = capabilities(reference(shared))
    assert len(found.scores) == 124
    assert found.excluded == {"missing_score": 24}
    assert found.explained[:4] == pytest.approx((0.8431, 0.0997, 0.0309, 0.0108), abs=1e-4)
    assert min(found.components[0]) > 0.0  # one capability that every benchmark rises with


def test_imputation_keeps_every_model_and_what_was_measured(shared: Path) -> None:
    models = reference(shared)
    found = capabilities(models, impute=True)
    assert len(found.scores) == 148
    assert found.imputed == int(np.isnan(models.scores).sum())
    assert sum(found.explained[:3]) == pytest.approx(0.97, abs=0.01)  # published: about 0.97
    known = np.isfinite(models.scores)
    assert (imputed(models)[known] == models.scores[known]).all()


@pytest.mark.parametrize(
    ("task", "chance"),
    [
        ("word_unscrambling_2_exact_match", 0.0),
        ("arithmetic_2dm_2_acc", 0.0),
        ("arithmetic_3da_2_acc", 0.0),
        ("ipa_transliterate_2_exact_match", 0.0),
        ("parsinlu_qa_2_acc", 0.25),
    ],
)
def test_capability_foretells_better_than_compute_alone(shared: Path, task: str, chance: float) -> None:
    """The paper's claim at its own cut, Llama-2 7B's 8.4e22 FLOPs, for five of the six tasks that the table has enough
    of; in three-digit subtraction nearly all stronger models score 1, and compute alone does no worse."""
    test = observed(shared, task, chance=chance, draws=50).test
    assert test is not None
    assert test.fitted >= 38
    assert test.tested >= 20
    assert test.absolute_points < test.by_compute_points


def test_families_are_lines_of_log_compute(shared: Path) -> None:
    """§3.3: nearly all of the variance of PC-1 within the families of one recipe."""
    found = observed(shared, "word_unscrambling_2_exact_match", draws=50)
    r2 = {line.family: line.r2 for line in found.families}
    assert min(r2[family] for family in ("Llama", "Llama-2", "OPT", "Pythia", "BLOOM", "Qwen1.5", "XGLM")) > 0.95
    assert np.median(list(r2.values())) > 0.95


def test_a_known_world_is_recovered() -> None:
    models, target = world()
    found = observe(models, target, Observe(components=1))
    assert found.capabilities.explained[0] > 0.95
    assert found.capabilities.components[0] == pytest.approx(np.array([4, 3, 2, 1]) / np.sqrt(30), abs=0.03)
    slope = found.curve.intervals["slope_PC-1"]
    assert slope.low < 6.0 / np.sqrt(0.30) < slope.high
    slopes = 6.0 * target * (1.0 - target)  # dy/ds: the noise of the benchmarks reaches the task through s
    assert found.curve.residual_sd == pytest.approx(
        np.hypot(0.01, 0.01 / np.sqrt(0.30) * np.sqrt((slopes**2).mean())), rel=0.4
    )
    assert found.curve.checks is not None
    assert found.curve.checks.certificate is not None
    assert found.curve.checks.certificate.agreeing == 5
    assert found.test is not None
    assert found.test.absolute_points < 3.0
    assert found.test.absolute_points < found.test.by_compute_points


def test_intervals_hold_stronger_models_about_as_often_as_they_say() -> None:
    """Over 12 worlds, families resampled: 80 % intervals hold 70 to 90 % of what was found."""
    covered = []
    for seed in range(12):
        models, target = world(seed)
        test = observe(models, target, Observe(components=1, draws=60, seed=seed)).test
        assert test is not None
        assert test.covered is not None
        covered.append(test.covered)
    assert 0.7 < np.mean(covered) < 0.9


def test_a_family_is_followed_to_more_compute() -> None:
    """A family without its largest model, which is then asked for."""
    models, target = world()
    last = np.array([name == "model 4" for name in models.models])
    found = observe(models.where(~last), target[~last], Observe(components=1))
    said = at_compute(found, "family 0", float(models.flops[last][0]))
    assert said.centre == pytest.approx(target[last][0], abs=0.08)
    with pytest.raises(LookupError, match="no line of the family 'family 99'"):
        at_compute(found, "family 99", 1e22)
    with pytest.raises(ValueError, match="expected a positive number"):
        at_compute(found, "family 0", float("nan"))


def test_intervals_of_families_at_more_compute_hold_as_often_as_they_say() -> None:
    """Over 12 worlds: each family without its two largest models, then asked for the largest; a line through three
    models tells less of a tenfold beyond than the curve alone would."""
    inside = []
    for seed in range(12):
        models, target = world(seed, families=10)
        largest = np.array([i % 5 > 2 for i in range(len(models))])
        found = observe(models.where(~largest), target[~largest], Observe(components=1, draws=60, seed=seed))
        for i in range(4, len(models), 5):
            said = at_compute(found, models.families[i], float(models.flops[i]))
            inside.append(said.low <= target[i] <= said.high)
    assert 0.7 < np.mean(inside) < 0.9


def test_missing_scores_are_left_out_and_counted_or_imputed() -> None:
    models, target = world()
    scores = models.scores.copy()
    scores[:6, 0], scores[9] = np.nan, np.nan
    target[20] = np.nan
    holes = ModelScores(models.models, models.families, models.flops, BENCHMARKS, scores)
    left_out = observe(holes, target, Observe(components=1))
    assert left_out.curve.excluded == {"missing_score": 7, "no_target": 1}
    assert left_out.curve.runs == 67
    filled = observe(holes, target, Observe(components=1, impute=True))
    assert filled.curve.excluded == {"no_score": 1, "no_target": 1}
    assert filled.curve.runs == 73
    assert filled.capabilities.imputed == 6
    kept = [name for i, name in enumerate(models.models) if i != 9]
    truth = dict(zip(models.models, project(filled.capabilities, models)[:, 0], strict=True))
    for name in kept[:6]:
        assert filled.capabilities.scores[name][0] == pytest.approx(truth[name], abs=0.05)


@given(seed=st.integers(0, 100), shift=st.floats(-0.1, 0.1))
def test_components_do_not_depend_on_order_or_on_a_shift(seed: int, shift: float) -> None:
    models, _ = world(seed, families=4)
    order = np.random.default_rng(seed).permutation(len(models))
    found = capabilities(models, 2)
    names = tuple(models.models[i] for i in order)
    moved = ModelScores(names, models.families, models.flops, BENCHMARKS, models.scores[order] + shift)
    again = capabilities(moved, 2)
    assert again.explained == pytest.approx(found.explained, abs=1e-9)
    assert sum(found.explained) == pytest.approx(1.0)
    assert again.scores["model 3"][0] == pytest.approx(found.scores["model 3"][0], abs=1e-9)


def test_the_jacobian_is_the_derivative() -> None:
    generator = np.random.default_rng(0)
    residuals = Logistic(generator.normal(size=(7, 2)), generator.random(7), 0.25)
    theta, step = generator.normal(size=(3, 4)), 1e-6
    found = residuals.at(theta).jacobian
    for i in range(4):
        moved = np.eye(4)[i] * step
        numeric = (residuals.values(theta + moved) - residuals.values(theta - moved)) / (2 * step)
        assert found[..., i] == pytest.approx(numeric, abs=1e-6)


def test_families_are_resampled_whole() -> None:
    weights = family_weights(("a", "a", "b", "c", "c"), 300, 0)
    assert (weights[:, 0] == weights[:, 1]).all()
    assert (weights[:, 3] == weights[:, 4]).all()
    assert (weights[:, [0, 2, 3]].sum(axis=1) == 3).all()


def test_the_same_spec_gives_the_same_facts() -> None:
    models, target = world()
    first = observe(models, target)
    assert observe(models, target) == first
    assert Observation.model_validate_json(first.model_dump_json()) == first


def test_few_models_are_refused_and_a_back_test_is_not_forced() -> None:
    models, target = world(families=2)
    with pytest.raises(ValueError, match="needs 4 models with both at least"):
        observe(models, np.where(np.arange(10) < 3, target, np.nan), Observe(components=1))
    some = observe(models, np.where(np.arange(10) < 6, target, np.nan), Observe(components=1))
    assert some.test is None
    assert "no back-test" in some.warnings[0]


@pytest.mark.parametrize("bad", [65.2, -0.1, np.inf])
def test_a_target_that_is_no_share_is_a_sentence(bad: float) -> None:
    models, target = world()
    target[3] = bad
    with pytest.raises(ValueError, match="divide percent by 100"):
        observe(models, target)


def test_a_target_of_another_length_is_a_sentence() -> None:
    models, target = world()
    with pytest.raises(ValueError, match="75 models and 74 scores"):
        observe(models, target[1:])


def test_scores_that_do_not_differ_are_a_sentence() -> None:
    models, _ = world()
    equal = ModelScores(models.models, models.families, models.flops, BENCHMARKS, np.full((75, 4), 0.5))
    with pytest.raises(ValueError, match="equal scores"):
        capabilities(equal)
    with pytest.raises(ValueError, match="5 components were asked for; 4 benchmarks have 1 to 4"):
        capabilities(models, 5)


def test_a_benchmark_without_scores_is_a_sentence() -> None:
    models, _ = world()
    scores = models.scores.copy()
    scores[:, 2] = np.nan
    empty = ModelScores(models.models, models.families, models.flops, BENCHMARKS, scores)
    with pytest.raises(ValueError, match="there are 0"):
        capabilities(empty)
    with pytest.raises(ValueError, match="'c' has no score of any model"):
        capabilities(empty, impute=True)


def test_a_csv_is_read_with_its_scale_and_its_holes(tmp_path: Path) -> None:
    path = tmp_path / "models.csv"
    path.write_text("Model,Model Family,FLOPs (1E21),a,b\nx,F,84,0.5,0.25\ny,,,0.5,\nx,F,1,0.1,0.1\n,F,1,0.1,0.1\n")
    found = read_model_scores(path, ["A", "b"])
    assert found.models == ("x", "y")
    assert found.families == ("F", "y")
    assert found.flops[0] == 8.4e22
    assert np.isnan(found.flops[1])
    assert np.isnan(found.scores[1, 1])
    assert found.excluded == {"repeated_model": 1, "no_name": 1}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("who,a\nx,0.5\n", "no column model"),
        ("model,b\nx,0.5\n", "no column 'a'"),
        ("model,a\nx,53\n", "line 2, column 'a': 53 is no score"),
        ("model,a\nx,inf\n", "inf is no score"),
        ("model,a\nx,good\n", "'good' is not a number"),
        ("model,a\n", "no row with a model"),
    ],
)
def test_a_bad_csv_is_a_sentence(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "models.csv"
    path.write_text(text)
    with pytest.raises(ValueError, match=told):
        read_model_scores(path, ["a"])


def test_the_leaderboard_is_what_is_read_by_default(shared: Path) -> None:
    assert reference(shared).benchmarks == LEADERBOARD
