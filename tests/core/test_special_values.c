/* Signed zeros, infinities, NaN, subnormals and limits through everything that compares or selects:
 * a compiler that takes a comparison for a minimum or maximum gets the sign of a zero or a NaN
 * wrong. The expected values come from comparing bit patterns as integers, which no compiler
 * rewrites into floating-point minima. */
#include "check.h"

#include "bits.h"
#include "kernels/bias.h"
#include "kernels/norms.h"
#include "kernels/reduce.h"
#include "kernels/vmath.h"

#include <float.h>

#ifdef SLM_DOUBLE
#define LIMIT(name) DBL_##name
#else
#define LIMIT(name) FLT_##name
#endif

enum { VALUES = 22, PAIRS = VALUES * VALUES, ROOM = PAIRS + SLM_LANES };

static slm_real value[VALUES];
static slm_real a[ROOM], b[ROOM]; /* all pairs; then zeros, so that registers can run past */
static slm_real got[ROOM], want[ROOM];

static void fill(void) {
    const slm_real size[] = {0,          LIMIT(TRUE_MIN), 3 * LIMIT(TRUE_MIN),
                             LIMIT(MIN), LIMIT(EPSILON),  SLM_REAL(0.5),
                             1,          SLM_REAL(1.5),   100,
                             LIMIT(MAX), SLM_INFINITY};
    for (size_t i = 0; i < 11; i++) {
        value[2 * i] = size[i];
        value[2 * i + 1] = -size[i];
    }
    value[2 * 7] = SLM_NAN;
    for (size_t i = 0; i < PAIRS; i++) {
        a[i] = value[i / VALUES];
        b[i] = value[i % VALUES];
    }
}

/* --- Comparison by bit patterns --- */

static slm_real_bits bits_of(slm_real x) {
    slm_real_bits bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static slm_real from_bits(slm_real_bits bits) {
    slm_real x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static const slm_real_bits sign = (slm_real_bits)1 << (8 * sizeof(slm_real) - 1);

static bool is_nan(slm_real x) { return (bits_of(x) & ~sign) > bits_of(SLM_INFINITY); }

/* Ascends with x; -0 and 0 share a place. */
static slm_real_bits place(slm_real x) {
    const slm_real_bits bits = bits_of(x);
    return bits & sign ? sign - (bits & ~sign) : sign + bits;
}

static bool less(slm_real x, slm_real y) { return !is_nan(x) && !is_nan(y) && place(x) < place(y); }

static bool less_equal(slm_real x, slm_real y) {
    return !is_nan(x) && !is_nan(y) && place(x) <= place(y);
}

static slm_real relu_of(slm_real x) { return less_equal(x, 0) ? 0 : x; }

static slm_real abs_of(slm_real x) { return from_bits(bits_of(x) & ~sign); }

static void check_pairs(void) { CHECK(same_reals(got, want, PAIRS)); }

/* --- Registers --- */

/* `vector` of registers x, y against `scalar` of reals x, y, over all pairs. */
#define FORM(vector, scalar)                                                                       \
    do {                                                                                           \
        TEST(#vector);                                                                             \
        for (size_t i = 0; i < PAIRS; i += SLM_REG_LANES) {                                        \
            const slm_reg x = slm_reg_load(a + i), y = slm_reg_load(b + i);                        \
            (void)y;                                                                               \
            slm_reg_store(got + i, (vector));                                                      \
        }                                                                                          \
        for (size_t i = 0; i < PAIRS; i++) {                                                       \
            const slm_real x = a[i], y = b[i];                                                     \
            (void)y;                                                                               \
            want[i] = (scalar);                                                                    \
        }                                                                                          \
        check_pairs();                                                                             \
    } while (0)

/* The forms of two operands, here x and another that may be a constant: a compiler treats those
 * apart. The constant -0 is missing: clang 14 makes x <= 0 ? -0 : x of x < -0 ? -0 : x, and no
 * kernel selects that constant. */
#define FORMS(other, r)                                                                            \
    FORM(slm_reg_min(x, r), less(x, other) ? x : (other));                                         \
    FORM(slm_reg_min(r, x), less(other, x) ? (other) : x);                                         \
    FORM(slm_reg_max(x, r), less(other, x) ? x : (other));                                         \
    FORM(slm_reg_max(r, x), less(x, other) ? (other) : x);                                         \
    FORM(slm_reg_select(slm_reg_lt(x, r), x, r), less(x, other) ? x : (other));                    \
    FORM(slm_reg_select(slm_reg_lt(x, r), r, x), less(x, other) ? (other) : x);                    \
    FORM(slm_reg_select(slm_reg_lt(r, x), x, r), less(other, x) ? x : (other));                    \
    FORM(slm_reg_select(slm_reg_lt(r, x), r, x), less(other, x) ? (other) : x);                    \
    FORM(slm_reg_select(slm_reg_le(x, r), x, r), less_equal(x, other) ? x : (other));              \
    FORM(slm_reg_select(slm_reg_le(x, r), r, x), less_equal(x, other) ? (other) : x);              \
    FORM(slm_reg_select(slm_reg_le(r, x), x, r), less_equal(other, x) ? x : (other));              \
    FORM(slm_reg_select(slm_reg_le(r, x), r, x), less_equal(other, x) ? (other) : x)

#define CONSTANT_FORMS(c) FORMS(c, slm_reg_splat(c))

static void registers(void) {
    FORMS(y, y);
    CONSTANT_FORMS(SLM_REAL(0.0));
    CONSTANT_FORMS(SLM_REAL(1.0));
    CONSTANT_FORMS(SLM_REAL(-1.0));
    CONSTANT_FORMS(SLM_INFINITY);
    CONSTANT_FORMS(-SLM_INFINITY);
    CONSTANT_FORMS(SLM_NAN);
    FORM(slm_reg_relu(x), relu_of(x));
    FORM(slm_reg_abs(x), abs_of(x));
    FORM(-slm_reg_abs(x), from_bits(bits_of(x) | sign));
    FORM(-x, from_bits(bits_of(x) ^ sign));
    FORM(slm_reg_within(x, 1), less(1, x) ? 1 : less(x, -1) ? -1 : x);
    FORM(slm_reg_from_bits(slm_reg_sign(x)), from_bits(bits_of(x) & sign));
    /* Not what a rule for real numbers would make of it: -0 + 0 is 0, and x - x may be NaN. */
    FORM(x + slm_reg_splat(0), bits_of(x) == sign ? 0 : x);
    FORM(x - slm_reg_splat(0), x);
    FORM(slm_reg_splat(0) - x,
         bits_of(x) == 0 || bits_of(x) == sign ? 0 : from_bits(bits_of(x) ^ sign));
    FORM(x - x, is_nan(x) || abs_of(x) == SLM_INFINITY ? SLM_NAN : 0);
    FORM(x * slm_reg_splat(1), x);
    FORM(x * slm_reg_splat(0),
         is_nan(x) || abs_of(x) == SLM_INFINITY ? SLM_NAN : from_bits(bits_of(x) & sign));
}

/* --- Whole kernels --- */

static void rows(void) {
    TEST("slm_vrelu, every length and place");
    for (size_t n = 0; n <= 3 * SLM_LANES; n++) {
        slm_vrelu(got, a + n, n);
        for (size_t i = 0; i < n; i++) want[i] = relu_of(a[n + i]);
        CHECK(same_reals(got, want, n));
    }

    TEST("the largest of two, NaN if there is one");
    for (size_t i = 0; i < PAIRS; i++) {
        const slm_real pair[2] = {a[i], b[i]};
        got[i] = slm_max_row(pair, 2);
        want[i] = is_nan(a[i]) || less(b[i], a[i]) ? a[i] : b[i];
    }
    check_pairs();

    TEST("finite or not");
    for (size_t i = 0; i < VALUES; i++)
        for (size_t n = 1; n <= 2 * SLM_LANES; n++) {
            for (size_t j = 0; j < n; j++) got[j] = 1;
            got[n - 1] = value[i];
            CHECK(slm_all_finite(got, n) ==
                  (!is_nan(value[i]) && abs_of(value[i]) != SLM_INFINITY));
        }
}

/* Bias and activation in one call against the same one after the other. */
static void bias(void) {
    static slm_real sum[ROOM], dz[ROOM], dbias[ROOM];
    static void (*const alone[])(slm_real *, const slm_real *,
                                 size_t) = {[SLM_CURVE_TANH] = slm_vtanh,
                                            [SLM_CURVE_SIGMOID] = slm_vsigmoid,
                                            [SLM_CURVE_RELU] = slm_vrelu};
    static const char *const name[] = {"tanh", "sigmoid", "relu"};
    for (int f = SLM_CURVE_TANH; f <= SLM_CURVE_RELU; f++) {
        TEST(name[f]);
        for (size_t i = 0; i < PAIRS; i++) sum[i] = a[i] + b[i]; /* row a[i] + the row of values */
        alone[f](want, sum, PAIRS);
        slm_bias_forward((slm_curve)f, got, NULL, a, value, VALUES, VALUES);
        check_pairs();
    }
    TEST("the gradient of relu");
    slm_bias_backward(SLM_CURVE_RELU, dz, NULL, dbias, a, b, VALUES, VALUES);
    for (size_t i = 0; i < PAIRS; i++) want[i] = less_equal(b[i], 0) ? 0 : a[i];
    CHECK(same_reals(dz, want, PAIRS));
}

/* --- Operations that choose --- */

typedef slm_tensor *operation(slm_ctx *slm, slm_tensor *x);

static void check_operation(const char *name, operation *f, bool backward) {
    TEST(name);
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *x = slm_tensor_new(slm, 1, (size_t[]){PAIRS}, a, true);
    slm_tensor *y = f(slm, x);
    if (CHECK_INT(slm_backward(slm, y, b), SLM_OK))
        memcpy(got, backward ? slm_grad(slm, x) : slm_data(y), PAIRS * sizeof *got);
    check_pairs();
    slm_destroy(slm);
}

static void operations(void) {
    for (size_t i = 0; i < PAIRS; i++) want[i] = relu_of(a[i]);
    check_operation("relu", slm_relu, false);
    for (size_t i = 0; i < PAIRS; i++) want[i] = less_equal(a[i], 0) ? 0 : b[i];
    check_operation("relu backward", slm_relu, true);
    for (size_t i = 0; i < PAIRS; i++) want[i] = abs_of(a[i]);
    check_operation("abs", slm_abs, false);
    for (size_t i = 0; i < PAIRS; i++)
        want[i] = less(0, a[i]) ? b[i] : less(a[i], 0) ? from_bits(bits_of(b[i]) ^ sign) : 0;
    check_operation("abs backward", slm_abs, true);
    for (size_t i = 0; i < PAIRS; i++) want[i] = from_bits(bits_of(a[i]) ^ sign);
    check_operation("neg", slm_neg, false);
}

int main(void) {
    fill();
    registers();
    rows();
    bias();
    operations();
    return check_report("test_special_values");
}
