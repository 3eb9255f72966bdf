"""pose: tasks → Suite; ground: Suite + Tokens → Suite of what they state; lessons, examine: facts → Suite."""

from foretell.tasks.lessons import Teach, examine, lesson_count, lessons
from foretell.tasks.suite import Pose, ground, pose

__all__ = ["Pose", "Teach", "examine", "ground", "lesson_count", "lessons", "pose"]
