"""pose: names of tasks → Suite; ground: Suite + Corpus → Suite of what the corpus states."""

from foretell.tasks.suite import Pose, ground, pose

__all__ = ["Pose", "ground", "pose"]
