"""Python source as a document: gone through statically, never run. `model_file` uses it; start at `reader`.

One reading has one state (`reading.state`): report, limits, the graph at hand, what is written where, trials.
Each part is a small class that gets the state and the parts below it by its constructor; none is another's base.
What a part needs of the whole it asks an `Interpreter` for: evaluate, run, apply, truth, assign.
`interpreter.machine` is the one place that makes all parts, and the table of which does which kind of node.
The folders from the ground up, each importing only those before it: `text` (text to tree), `values` (what names stand
for, and the budget), `graph` (blocks with symbols), `reading` (state, protocol, contents of values), `structure`
(functions, classes, trials and models in models as composites), `interpreter` (expressions and statements).
Structure lies below the interpreter: calls make composites; a composite's body is read by way of the protocol.
Beside them `training` reads ``compile`` and ``fit``; `choose_model` finds the model, with `uncalled` for those that
nobody calls; `model_document` makes its document.

Layers, the lowest first: text; values; graph; training; reading; structure; interpreter; uncalled; choose_model;
model_document; reader.
"""
