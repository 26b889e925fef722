"""The menu Model: blocks, steps into composites, and problems."""

from app.actions.action import Action, on_canvas

MODEL = (
    (
        on_canvas("model.add", icon="add", search="insert layer"),
        on_canvas("model.connect", needs="selection", search="wire join"),
        on_canvas("model.layout", icon="layout", search="lay out layout tidy"),
    ),
    (
        Action(
            "model.settings",
            "Title and metaparameters",
            "Ctrl+M",
            icon="settings",
            search="description alpha knobs",
        ),
        on_canvas("model.enter", needs="composite", search="open inside go into"),
        Action(
            "model.leave",
            "Step out",
            "Ctrl+Up",
            icon="up",
            canvas=True,
            needs="inside",
            search="back parent go up",
        ),
        Action(
            "model.next_turn",
            "Next repeat of the composite",
            "]",
            canvas=True,
            needs="looped",
            search="iteration branch loop index",
        ),
        Action(
            "model.last_turn",
            "Previous repeat of the composite",
            "[",
            canvas=True,
            needs="looped",
            search="iteration branch loop index",
        ),
    ),
    (
        Action(
            "model.use_again",
            "Use this layer again",
            needs="selection",
            search="share shared weights siamese same layer twice",
        ),
        Action(
            "model.use_alone",
            "Give it its own weights",
            needs="shared",
            search="share shared weights separate unlink",
        ),
        Action(
            "model.next_problem",
            "Go to the next problem",
            "F8",
            icon="error",
            needs="problem",
            search="error",
        ),
        Action(
            "model.fix", "Apply the first fix", "Ctrl+.", needs="fix", search="problem repair mend"
        ),
    ),
)
