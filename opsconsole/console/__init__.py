"""The screens: the only package that imports textual. `run` opens the console.

Keyboards are read the plain way: with the kitty protocol on, an input method's commit of several
characters arrives as garbage, and textual reads this variable when it is first imported.
"""

import os

os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
