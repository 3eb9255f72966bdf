"""pose: names of tasks → Suite; ground: Suite + Tokens → Suite of what they state."""

from foretell.tasks.suite import Pose, ground, pose

__all__ = ["Pose", "ground", "pose"]
