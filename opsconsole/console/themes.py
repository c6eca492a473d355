"""The looks of the console: dark, light, and high contrast."""

from __future__ import annotations

from textual.theme import Theme

from opsconsole.i18n import N_

DARK, LIGHT, CONTRAST = "ops-dark", "ops-light", "ops-contrast"

THEMES = (
    Theme(
        name=DARK,
        primary="#5fafff",
        secondary="#87afd7",
        warning="#ffd75f",
        error="#ff8787",
        success="#87d787",
        accent="#d7af5f",
        foreground="#d7dbe0",
        background="#14181d",
        surface="#1b2027",
        panel="#262d36",
        dark=True,
        variables={
            "cursor-row": "#263546",
            "muted": "#8a939e",
            "chrome": "#2a3440",
            "chrome-text": "#e4e8ec",
            "resting": "#20262e",
        },
    ),
    Theme(
        name=LIGHT,
        primary="#005faf",
        secondary="#3a5f87",
        warning="#8a5a00",
        error="#b00020",
        success="#1b6e2c",
        accent="#87500f",
        foreground="#1c2024",
        background="#fbfbf8",
        surface="#f1f2ee",
        panel="#e2e5e1",
        dark=False,
        variables={
            "cursor-row": "#d5e5f5",
            "muted": "#5f676f",
            "chrome": "#d3dae1",
            "chrome-text": "#14181d",
            "resting": "#ebedea",
        },
    ),
    Theme(
        name=CONTRAST,
        primary="#00ffff",
        secondary="#ffffff",
        warning="#ffff00",
        error="#ff9d9d",
        success="#00ff00",
        accent="#ffff00",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#2c2c2c",
        dark=True,
        text_alpha=1.0,
        variables={
            "cursor-row": "#003a6e",
            "muted": "#e0e0e0",
            "chrome": "#ffffff",
            "chrome-text": "#000000",
            "resting": "#1c1c1c",
        },
    ),
)

NAMES = {DARK: N_("Dark"), LIGHT: N_("Light"), CONTRAST: N_("High contrast")}
