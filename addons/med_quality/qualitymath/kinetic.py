"""Mean kinetic temperature: the one temperature that would harm goods as much as those measured."""

import math

GAS_CONSTANT = 8.314462618e-3  # kJ / (mol K)
ACTIVATION = 83.144  # kJ / mol, the usual value where the maker names none
ZERO = 273.15


def mean_kinetic_temperature(temperatures, weights=None, activation=ACTIVATION):
    """Mean kinetic temperature by Haynes' formula.

    :param temperatures: °C, at least one
    :param weights: how long each held, in any unit; none for equal times
    :param activation: activation energy in kJ/mol
    :return: °C
    :raise ValueError: nothing measured, a value that is no temperature, no time at all
    """
    temperatures = list(temperatures)
    weights = [1.0] * len(temperatures) if weights is None else list(weights)
    total = sum(weights)
    if not temperatures or len(weights) != len(temperatures) or total <= 0:
        raise ValueError("no temperatures")
    if any(not math.isfinite(t) or t <= -ZERO for t in temperatures):
        raise ValueError("not a temperature")
    ratio = activation / GAS_CONSTANT
    harm = sum(w * math.exp(-ratio / (t + ZERO)) for t, w in zip(temperatures, weights, strict=True))
    return ratio / -math.log(harm / total) - ZERO


def durations(times, longest=None):
    """Seconds that each of the sorted moments stood for: half the way to its neighbours.

    :param times: sorted datetimes
    :param longest: seconds; a longer silence counts as this long, for nobody knows what it was
    :return: list of seconds, of the same length; all 1.0 if there is one moment only
    """
    steps = [(b - a).total_seconds() for a, b in zip(times, times[1:], strict=False)]
    if longest:
        steps = [min(step, longest) for step in steps]
    if not any(steps):
        return [1.0] * len(times)
    halves = [0.0, *(step / 2 for step in steps), 0.0]
    return [before + after for before, after in zip(halves, halves[1:], strict=False)]
