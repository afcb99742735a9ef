"""Conventions that metrics of several panes share."""

TWELVE = (
    "The last twelve months when the quarters add up to them, else the last full "
    "fiscal year; the label says which. Capex and OCF cover the same months."
)
SENIOR = (
    "USD senior notes by settlement date, pricing date where settlement is unknown; "
    "vehicles, convertibles, equity and other currencies stay out."
)
