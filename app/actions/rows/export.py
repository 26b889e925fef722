"""The menu Export: code, model files, pictures and tables."""

from app.actions.action import Action

EXPORT = (
    Action(
        "export.python",
        "Export script...",
        shortcut="Ctrl+E",
        icon="export",
        needs="project",
        search="keras code style jupyter ipynb save",
    ),
    Action(
        "export.model_file",
        "Export model file...",
        needs="project",
        search="keras h5 weights savedmodel onnx litert tflite tensorflow save trained",
    ),
    Action(
        "export.copy_code",
        "Copy script",
        shortcut="Ctrl+Shift+E",
        icon="code",
        needs="project",
        search="keras code clipboard",
    ),
    Action(
        "export.picture",
        "Export picture...",
        needs="project",
        section=1,
        search="svg pdf png image diagram figure paper slide",
    ),
    Action(
        "export.copy_picture",
        "Copy picture",
        needs="project",
        section=1,
        search="image svg png clipboard",
    ),
    Action(
        "export.table",
        "Export summary table...",
        needs="project",
        section=1,
        search="markdown csv latex tex paper",
    ),
)
