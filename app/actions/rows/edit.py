"""The menu Edit: changes, the clipboard and the selection."""

from app.actions.action import Action, on_canvas

EDIT = (
    (
        Action("edit.undo", "Undo", "Ctrl+Z", icon="undo", needs="undo"),
        Action("edit.redo", "Redo", "Ctrl+Shift+Z", icon="redo", needs="redo"),
    ),
    (
        on_canvas("edit.cut", icon="cut", needs="selection"),
        on_canvas("edit.copy", icon="copy", needs="selection"),
        on_canvas("edit.paste", icon="paste"),
        on_canvas("edit.duplicate", icon="duplicate", needs="selection"),
    ),
    (
        on_canvas("edit.delete", icon="delete", needs="selection", search="remove"),
        on_canvas("edit.dissolve", needs="selection", search="dissolve remove"),
    ),
    (
        on_canvas("edit.select_all"),
        Action("edit.find", "Find in this model...", "Ctrl+F", icon="find", search="search go to"),
        Action("edit.rename", "Name the layer", "F2", needs="selection", search="rename"),
    ),
)
