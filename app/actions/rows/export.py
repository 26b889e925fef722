"""The menu Export: code, model files, pictures and tables."""

from app.actions.action import Action

EXPORT = (
    (
        Action(
            "export.python",
            "Export script...",
            "Ctrl+E",
            icon="export",
            search="keras code style jupyter ipynb save",
        ),
        Action(
            "export.model_file",
            "Export model file...",
            search="keras h5 weights savedmodel onnx litert tflite tensorflow save trained",
        ),
        Action(
            "export.copy_code",
            "Copy script",
            "Ctrl+Shift+E",
            icon="code",
            search="keras code clipboard",
        ),
    ),
    (
        Action(
            "export.picture",
            "Export picture...",
            search="svg pdf png image diagram figure paper slide",
        ),
        Action("export.copy_picture", "Copy picture", search="image svg png clipboard"),
        Action("export.table", "Export summary table...", search="markdown csv latex tex paper"),
    ),
)
