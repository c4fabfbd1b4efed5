#include "kernels/norms.h"

#include "kernels/vec.h"

void slm_scale(slm_real *x, size_t n, slm_real factor) {
    for (size_t j = 0; j < n; j++) x[j] *= factor;
}

/* x - x is +0, all of its bits 0, or else NaN. */
bool slm_all_finite(const slm_real *x, size_t n) {
    slm_regi bits = {0};
    size_t j = 0;
    for (; j + SLM_REG_LANES <= n; j += SLM_REG_LANES) {
        const slm_reg r = slm_reg_load(x + j);
        bits |= slm_reg_bits(r - r);
    }
    bool finite = true;
    for (int i = 0; i < SLM_REG_LANES; i++) finite = finite && bits[i] == 0;
    for (; j < n; j++) finite = finite && x[j] - x[j] == 0;
    return finite;
}

/* Eight sums, as four registers of two. */
enum { SUMS = 8 };

typedef double two __attribute__((vector_size(16)));
typedef slm_real two_reals
    __attribute__((vector_size(2 * sizeof(slm_real)), aligned(sizeof(slm_real)), may_alias));

SLM_INLINE two load_two(const slm_real *x) {
    return __builtin_convertvector(*(const two_reals *)x, two);
}

/* Of x, or of its differences from y. The last row is filled up with zeros: their squares change
 * no sum. */
SLM_INLINE double sum_squares(const slm_real *x, const slm_real *y, size_t n) {
    slm_real last[2][SUMS];
    const size_t whole = n - n % SUMS;
    for (size_t k = 0; k < SUMS && whole < n; k++) {
        const bool there = whole + k < n;
        last[0][k] = there ? x[whole + k] : 0;
        if (y) last[1][k] = there ? y[whole + k] : 0;
    }
    two sum[SUMS / 2] = {{0}};
    for (size_t j = 0; j < n; j += SUMS) {
        const slm_real *a = j < whole ? x + j : last[0];
        const slm_real *b = y && j < whole ? y + j : last[1];
        SLM_UNROLL
        for (size_t k = 0; k < SUMS / 2; k++) {
            const two d = y ? load_two(a + 2 * k) - load_two(b + 2 * k) : load_two(a + 2 * k);
            sum[k] += d * d;
        }
    }
    const two all = (sum[0] + sum[2]) + (sum[1] + sum[3]);
    return all[0] + all[1];
}

double slm_sum_squares(const slm_real *x, size_t n) { return sum_squares(x, NULL, n); }

double slm_sum_squared_differences(const slm_real *a, const slm_real *b, size_t n) {
    return sum_squares(a, b, n);
}

/* Far enough from the ends that hardly a square in the sum is inexact, and sums can be joined. */
static const double LEAST_SUM = 1e-260, LARGEST_SUM = 1e260;

static double largest(const slm_real *x, size_t n) {
    double most = 0;
    for (size_t j = 0; j < n; j++)
        if (fabs((double)x[j]) > most) most = fabs((double)x[j]);
    return most;
}

static slm_squares scaled_squares(const slm_real *x, size_t n, double scale) {
    slm_squares s = {scale, 0};
    for (size_t j = 0; j < n; j++) s.sum += (double)x[j] * scale * ((double)x[j] * scale);
    return s;
}

/* Zeros, infinities and NaN are summed plainly. */
slm_squares slm_squares_of(const slm_real *x, size_t n) {
    const slm_squares plain = {1, slm_sum_squares(x, n)};
    if (plain.sum > LEAST_SUM && plain.sum < LARGEST_SUM) return plain;
    const double most = largest(x, n);
    if (most == 0 || !slm_all_finite(x, n)) return plain;
    return scaled_squares(x, n, most < 1 ? 0x1p600 : 0x1p-600);
}

void slm_squares_join(slm_squares *to, const slm_squares *other) {
    if (other->sum == 0) return;
    if (to->sum == 0) {
        *to = *other;
        return;
    }
    const bool other_is_large = to->scale > other->scale; /* the larger numbers, the less scale */
    const slm_squares small = other_is_large ? *to : *other;
    if (other_is_large) *to = *other;
    const double ratio = to->scale / small.scale;
    to->sum += small.sum * ratio * ratio;
}

double slm_squares_root(const slm_squares *s) { return sqrt(s->sum) / s->scale; }
