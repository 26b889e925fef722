"""The menu Train: runs, starting weights and freezing."""

from app.actions.action import Action

TRAIN = (
    (
        Action("train.start", "Train", "F5", icon="play", needs="idle", search="run fit start"),
        Action(
            "train.pause",
            "Pause",
            "F6",
            icon="pause",
            needs="running",
            search="resume go on",
            other="Resume",
        ),
        Action("train.stop", "Stop", "Shift+F5", icon="stop", needs="running"),
        Action(
            "train.continue",
            "Continue",
            icon="play",
            needs="ended",
            search="resume more epochs go on",
        ),
    ),
    (
        Action(
            "train.weights",
            "Starting weights",
            search="pretrained imported weights transfer learning file",
        ),
    ),
    (
        Action(
            "train.head",
            "Replace the head for the data",
            search="transfer learning fine tuning dense classes last layer",
        ),
        Action(
            "train.freeze_before",
            "Freeze what comes before the block",
            needs="selection",
            search="transfer learning fine tuning trainable",
        ),
        Action(
            "train.freeze",
            "Freeze the selected blocks",
            needs="selection",
            search="transfer learning trainable keep weights",
        ),
        Action(
            "train.unfreeze",
            "Train the selected blocks again",
            needs="selection",
            search="transfer learning unfreeze trainable",
        ),
    ),
)
