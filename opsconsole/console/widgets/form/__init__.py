"""Forms: fields described as data, typed on the keyboard, never lost.

    fields = (
        TextField("code", N_("Code"), required=True, half_width=True),
        PickField("unit", N_("Unit"), source=find_units, required=True),
        DayField("from_day", N_("From"), required=True),
        LinesField("duties", N_("Duties")),
    )
    self.open_form(Form(Message(N_("New position")), fields, draft_key="position:new", save=self._add))

    def _add(self, values, form):
        self.perform(add_position, values["code"], values["unit"], form=form, said=Message(N_("Added")))

Enter and Tab move on, Ctrl+S saves, Esc leaves and keeps what was typed as a draft. A refused act
leaves the form open with the reason; a done one closes it.
"""

from opsconsole.console.widgets.form.fields import (
    ChoiceField,
    ClockField,
    DayField,
    Field,
    IntField,
    LinesField,
    MoneyField,
    MonthField,
    PickField,
    PinField,
    TextField,
    YesNoField,
)
from opsconsole.console.widgets.form.form import Form

__all__ = [
    "ChoiceField",
    "ClockField",
    "DayField",
    "Field",
    "Form",
    "IntField",
    "LinesField",
    "MoneyField",
    "MonthField",
    "PickField",
    "PinField",
    "TextField",
    "YesNoField",
]
