#!/usr/bin/python3
"""Derives the coefficients of the engine's elementary functions by the Remez exchange algorithm.

Prints core/kernels/math_coefficients.h; with --check compares it with the committed file instead.
Needs mpmath. Every fit minimises the greatest error relative to the function that is computed in
the end, in 60-digit arithmetic; the tables are rounded to float and double only when printed.
"""
import pathlib
import struct
import sys

from mpmath import (mp, mpf, matrix, lu_solve, floor, ceil, log, exp, sqrt, sin, cos, cosh,
                    tanh, atanh, erf, erfc, pi)

mp.dps = 60
DIGITS = {'F': 24, 'D': 53}
GRID = 120  # points searched between two neighbouring zeros of the error


def horner(coefficients, x):
    total = mpf(0)
    for c in reversed(coefficients):
        total = total * x + c
    return total


class Fit:
    """P(t)/Q(t) of degrees n/m near f on [a, b], Q(0) = 1, P(0) = first if that is given.

    The error that is levelled is (P/Q - f) * weight. `node` maps [0, 1] to [a, b] and says where
    the exchange starts from."""

    def __init__(self, f, weight, a, b, n, m=0, first=None, node=None):
        self.f, self.weight, self.first = f, weight, first
        self.n, self.m, self.a, self.b = n, m, mpf(a), mpf(b)
        self.node = node or (lambda s: self.a + (self.b - self.a) * s)
        self.free = n + m + (first is None)
        self.solve()

    def split(self, unknowns):
        head = [] if self.first is not None else [unknowns[0]]
        rest = list(unknowns)[len(head):]
        p = ([mpf(self.first)] if self.first is not None else head) + rest[:self.n]
        return p, [mpf(1)] + rest[self.n:self.n + self.m]

    def error(self, t):
        return (horner(self.p, t) / horner(self.q, t) - self.f(t)) * self.weight(t)

    def interpolate(self, nodes):
        a, rhs = matrix(self.free), matrix(self.free, 1)
        for i, t in enumerate(nodes):
            f = self.f(t)
            start = 0 if self.first is None else 1
            row = [t**j for j in range(start, self.n + 1)]
            row += [-f * t**j for j in range(1, self.m + 1)]
            for j, value in enumerate(row):
                a[i, j] = value
            rhs[i] = f - (self.first if start else 0)
        self.p, self.q = self.split(lu_solve(a, rhs))

    def extrema(self, zeros):
        edges = [self.a] + zeros + [self.b]
        points = []
        for lo, hi in zip(edges, edges[1:]):
            best = max(((abs(self.error(lo + (hi - lo) * k / GRID)), k) for k in range(GRID + 1)))[1]
            points.append(lo + (hi - lo) * best / GRID)
        return points

    def zeros(self, points):
        found = []
        for lo, hi in zip(points, points[1:]):
            sign = self.error(lo) > 0
            for _ in range(60):
                mid = (lo + hi) / 2
                lo, hi = (mid, hi) if (self.error(mid) > 0) == sign else (lo, mid)
            found.append((lo + hi) / 2)
        return found

    def level(self, points):
        """Newton's method for P - (f + (-1)^i E / weight) Q = 0 at the points, E unknown too."""
        size = self.free + 1
        e = self.error(points[0])
        for _ in range(30):
            jacobian, value = matrix(size), matrix(size, 1)
            for i, t in enumerate(points):
                sign = (-1)**i / self.weight(t)
                target, q = self.f(t) + sign * e, horner(self.q, t)
                start = 0 if self.first is None else 1
                row = [t**j for j in range(start, self.n + 1)]
                row += [-target * t**j for j in range(1, self.m + 1)] + [-sign * q]
                for j, entry in enumerate(row):
                    jacobian[i, j] = entry
                value[i] = horner(self.p, t) - target * q
            step = lu_solve(jacobian, value)
            now = self.p[(0 if self.first is None else 1):] + self.q[1:]
            self.p, self.q = self.split([x - d for x, d in zip(now, step)])
            e -= step[size - 1]
            if abs(step[size - 1]) < abs(e) * mpf(10)**-8:
                return

    def solve(self):
        nodes = [self.node((1 - cos(pi * (2 * i + 1) / (2 * self.free))) / 2)
                 for i in range(self.free)]
        self.interpolate(nodes)
        points = self.extrema(nodes)
        for _ in range(20):
            self.level(points)
            points = self.extrema(self.zeros(points))
            sizes = [abs(self.error(t)) for t in points]
            self.worst = max(sizes)
            if self.worst < min(sizes) * mpf('1.01'):
                return
        raise ArithmeticError('the exchange did not settle')


def odd_rational(f, cofactor, slope, real, n, m):
    """(p, w), of degrees n and m in u = x^2, for an odd function f that tends to 1: with
    N = x (1 + p(u)) / 2 and D = 1 + w(u), f x = 2ND / (N^2 + D^2). Also a short number where f
    rounds to 1 and, rounding errors and all, is computed as 1.

    N/D is h = f / (1 + sqrt(1 - f^2)), for f = tanh x that is tanh(x/2). A relative error of h
    arrives in f multiplied by `cofactor` = sqrt(1 - f^2): where f is near 1 it vanishes."""
    digits = DIGITS[real]
    reach = ceil(where_left(f, mpf(2)**-(digits + 2)) * 16) / 16
    end = reach**2
    half = lambda x: f(x) / (1 + cofactor(x)) / x if x else slope / 2
    fit = Fit(lambda u: half(sqrt(u)), lambda u: cofactor(sqrt(u)) / half(sqrt(u)), 0, end, n, m,
              first=slope / 2, node=lambda s: end * s * s)
    # With positive coefficients nothing cancels in p and w.
    assert min(fit.p) > 0 and min(fit.q) > 0 and fit.worst < mpf(2)**-digits / 2
    fit.p, fit.q = [2 * c for c in fit.p], fit.q[1:]
    fit.p[0] -= 1
    full = reach
    while computed_odd(fit, full, real) != 1:
        full -= mpf(1) / 64
    assert 1 - f(full) < mpf(2)**-(digits + 1)
    return fit, full


def where_left(f, rest):
    """Where 1 - f has fallen to `rest`."""
    low, high = mpf(0), mpf(32)
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (low, middle) if 1 - f(middle) < rest else (middle, high)
    return high


def computed_odd(fit, x, real):
    """f x as the engine computes it, every operation rounded: slm_reg_double_argument."""
    r = lambda value: nearest(value, real)
    x = r(x)
    u = r(x * x)

    def polynomial(coefficients):
        y = r(coefficients[-1])
        for c in reversed(coefficients[:-1]):
            y = r(r(y * u) + r(c))
        return y

    twice_n = r(x + r(x * polynomial(fit.p)))
    d = r(1 + r(u * polynomial(fit.q)))
    n = twice_n * 0.5
    return r(twice_n / r(r(n * r(n / d)) + d))


def exp_tail(n):
    """c with e^r = 1 + r + r^2 c(r) for |r| <= ln 2 / 2 and a little more."""
    c = lambda r: (exp(r) - 1 - r) / r**2 if r else mpf(1) / 2
    return Fit(c, lambda r: r**2 / exp(r), -EXP_REACH, EXP_REACH, n)


def log_tail(n):
    """c with log((1 + s)/(1 - s)) = 2s + s z c(z), z = s^2, for (1 + s)/(1 - s) up to sqrt 2."""
    end = ((sqrt(mpf(2)) - 1) / (sqrt(mpf(2)) + 1))**2 * mpf('1.0001')
    c = lambda z: (2 * atanh(sqrt(z)) / sqrt(z) - 2) / z if z else mpf(2) / 3
    return Fit(c, lambda z: z / 2, 0, end, n)


def sin_tail(n):
    """c with sin r = r + r z c(z), z = r^2, |r| <= pi/4."""
    c = lambda z: (sin(sqrt(z)) / sqrt(z) - 1) / z if z else -mpf(1) / 6
    return Fit(c, lambda z: z, 0, TURN_REACH, n)


def cos_tail(n):
    """c with cos r = 1 - z/2 + z^2 c(z), z = r^2, |r| <= pi/4."""
    c = lambda z: (cos(sqrt(z)) - 1 + z / 2) / z**2 if z else mpf(1) / 24
    return Fit(c, lambda z: z**2 / cos(sqrt(z)), 0, TURN_REACH, n)


EXP_REACH = mpf('0.3470')
TURN_REACH = (pi / 4 * mpf('1.0001'))**2


def nearest(value, real):
    """The nearest real. A double holds the exact value of it."""
    number = float(value)  # mpmath rounds to nearest
    return struct.unpack('f', struct.pack('f', number))[0] if real == 'F' else number


def printed(value, real):
    """The nearest real, with the digits that bring it back."""
    number = nearest(value, real)
    digits = f'{number:.17g}' if real == 'D' else f'{number:.9g}'
    if not set('.e') & set(digits):
        digits += '.0'
    return digits + ('f' if real == 'F' else '')


def leading(value, bits):
    """Value cut to so many significant bits: its product with a small integer is exact."""
    scale = mpf(2)**(bits - 1 - int(floor(log(abs(value), 2))))
    return floor(value * scale) / scale


def macro(name, comment, *values):
    """#define name values, under its comment; without one it belongs to the macro before it."""
    lines = [f'#define {name}']
    for word in ', '.join(values).split(' '):
        if len(lines[-1]) + 1 + len(word) > 97:
            lines.append('   ')
        lines[-1] += ' ' + word
    body = ' \\\n'.join(lines)
    return (f'\n/* {comment} */\n' if comment else '') + body + '\n'


HEAD = '''/* Coefficients of the elementary functions, _F for float and _D for double, lowest degree first.
 * Printed by tests/reference/fit_coefficients.py, which derives them; do not edit.
 * "error": the greatest relative error of the approximation before any rounding. */
#ifndef SLM_KERNELS_MATH_COEFFICIENTS_H
#define SLM_KERNELS_MATH_COEFFICIENTS_H

// clang-format off
'''


def header():
    parts = [HEAD]

    def table(name, comment, fit, real):
        comment += f'; error {mp.nstr(fit.worst, 2)}'
        parts.append(macro(f'{name}_{real}', comment, *[printed(c, real) for c in fit.p]))

    def rational(name, what, cofactor, f, slope, degrees, real):
        fit, full = odd_rational(f, cofactor, slope, real, *degrees)
        p, form = (fit.p, 'p(u)') if fit.p[0] else (fit.p[1:], 'u p(u)')
        parts.append(macro(f'{name}_P_{real}', f'{what} = 2ND / (N^2 + D^2), 2N = x (1 + {form}), '
                           f'D = 1 + u w(u), u = x^2; error {mp.nstr(fit.worst, 2)}',
                           *[printed(c, real) for c in p]))
        parts.append(macro(f'{name}_W_{real}', '', *[printed(c, real) for c in fit.q]))
        parts.append(macro(f'{name}_ONE_{real}', f'here {what} is 1 after rounding, and computed '
                           'as 1', printed(full, real)))

    for real, exponent in ('F', 8), ('D', 11):
        log2 = log(mpf(2))
        high = leading(log2, DIGITS[real] - exponent)
        parts.append(macro(f'SLM_LN2_HIGH_{real}', 'ln 2 in two parts; the first times an exponent '
                           'is exact', printed(high, real)))
        parts.append(macro(f'SLM_LN2_LOW_{real}', '', printed(log2 - high, real)))
        parts.append(macro(f'SLM_LOG2_E_{real}', '', printed(1 / log2, real)))
    table('SLM_EXP', 'e^r = 1 + r + r^2 c(r), |r| <= ln 2 / 2', exp_tail(4), 'F')
    table('SLM_EXP', 'the same', exp_tail(9), 'D')
    table('SLM_LOG', 'log((1 + s)/(1 - s)) = 2s + s z c(z), z = s^2', log_tail(2), 'F')
    table('SLM_LOG', 'the same', log_tail(6), 'D')
    sech = lambda x: 1 / cosh(x)
    rational('SLM_TANH', 'tanh x', sech, tanh, mpf(1), (2, 3), 'F')
    rational('SLM_TANH', 'tanh x', sech, tanh, mpf(1), (6, 6), 'D')
    gauss = lambda x: sqrt(erfc(x) * (2 - erfc(x)))
    rational('SLM_ERF', 'erf x', gauss, erf, 2 / sqrt(pi), (5, 5), 'F')
    rational('SLM_ERF', 'erf x', gauss, erf, 2 / sqrt(pi), (11, 11), 'D')

    table('SLM_SIN', 'sin r = r + r z c(z), z = r^2, |r| <= pi / 4', sin_tail(5), 'D')
    table('SLM_COS', 'cos r = 1 - z/2 + z^2 c(z), z = r^2, |r| <= pi / 4', cos_tail(5), 'D')
    rest, quarters = pi / 2, []
    for _ in range(2):
        quarters.append(leading(rest, 33))
        rest -= quarters[-1]
    parts.append(macro('SLM_HALF_PI_D', 'pi / 2 in three parts, the first two of 33 bits',
                       *[printed(part, 'D') for part in quarters + [rest]]))
    parts.append(macro('SLM_TWO_OVER_PI_D', '', printed(2 / pi, 'D')))
    return ''.join(parts) + '\n// clang-format on\n\n#endif\n'


def main():
    text = header()
    if '--check' not in sys.argv[1:]:
        sys.stdout.write(text)
        return 0
    path = pathlib.Path(__file__).parents[2] / 'core/kernels/math_coefficients.h'
    same = path.read_text() == text
    print(f'{path.name} is ' + ('what this script derives' if same else 'DIFFERENT'))
    return 0 if same else 1


if __name__ == '__main__':
    sys.exit(main())
