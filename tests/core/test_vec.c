/* The vector type of the kernels: lanes, masks, and the one order in which lanes are summed. */
#include "check.h"
#include "kernels/vec.h"
#include "ulp.h"

#include <float.h>

#ifdef SLM_DOUBLE
#define EPSILON DBL_EPSILON
#else
#define EPSILON FLT_EPSILON
#endif

static const slm_real inf = SLM_INFINITY, invalid = SLM_NAN;

static bool same(slm_real a, slm_real b) { return ulp_same((double)a, (double)b); }

/* Do the lanes hold a[i] for all i? */
static bool holds(slm_vec v, const slm_real *a) {
    slm_real lane[SLM_LANES];
    slm_vec_store(lane, v);
    for (int i = 0; i < SLM_LANES; i++)
        if (!same(lane[i], a[i])) return false;
    return true;
}

static void loads_and_stores(void) {
    slm_real a[3 * SLM_LANES], want[SLM_LANES];
    for (int i = 0; i < 3 * SLM_LANES; i++) a[i] = (slm_real)i - SLM_REAL(7.5);

    TEST("load and store at any address");
    for (int offset = 0; offset <= SLM_LANES; offset++)
        CHECK(holds(slm_vec_load(a + offset), a + offset));

    TEST("splat keeps -0, infinity and NaN");
    const slm_real values[] = {SLM_REAL(-0.0), 0, SLM_REAL(1.5), -inf, invalid};
    for (size_t k = 0; k < sizeof values / sizeof *values; k++) {
        for (int i = 0; i < SLM_LANES; i++) want[i] = values[k];
        CHECK(holds(slm_vec_splat(values[k]), want));
    }

    TEST("a partial load reads n lanes");
    for (size_t n = 0; n <= SLM_LANES; n++) {
        for (size_t i = 0; i < SLM_LANES; i++) want[i] = i < n ? a[i + 3] : -9;
        CHECK(holds(slm_vec_load_part(a + 3, n, -9), want));
    }
}

/* Lane by lane against the plain operation. */
static void arithmetic(void) {
    slm_real a[SLM_LANES], b[SLM_LANES], c[SLM_LANES], got[SLM_LANES];
    for (int i = 0; i < SLM_LANES; i++) {
        a[i] = (slm_real)(i - 5) / 3;
        b[i] = (slm_real)(11 - 2 * i) / 7;
        c[i] = (slm_real)(i * i) / 9;
    }
    a[3] = b[9] = invalid;
    a[4] = inf;
    b[12] = -inf;
    a[6] = SLM_REAL(-0.0);
    b[6] = 0;
    b[10] = a[10];
/* `vector` of registers ra, rb, rc against `expression` of the lanes a[i], b[i], c[i]. */
#define LANES(title, vector, expression)                                                           \
    do {                                                                                           \
        TEST(title);                                                                               \
        for (size_t j = 0; j < SLM_LANES; j += SLM_REG_LANES) {                                    \
            const slm_reg ra = slm_reg_load(a + j), rb = slm_reg_load(b + j);                      \
            const slm_reg rc = slm_reg_load(c + j);                                                \
            (void)ra, (void)rb, (void)rc;                                                          \
            slm_reg_store(got + j, (vector));                                                      \
        }                                                                                          \
        for (int i = 0; i < SLM_LANES; i++) CHECK(same(got[i], (expression)));                     \
    } while (0)

    LANES("min", slm_reg_min(ra, rb), a[i] < b[i] ? a[i] : b[i]);
    LANES("max", slm_reg_max(ra, rb), b[i] < a[i] ? a[i] : b[i]);
    LANES("abs", slm_reg_abs(ra), isnan(a[i]) ? invalid : (slm_real)fabs((double)a[i]));
    LANES("lt and select", slm_reg_select(slm_reg_lt(ra, rb), rb, rc), a[i] < b[i] ? b[i] : c[i]);
    LANES("le and select", slm_reg_select(slm_reg_le(ra, rb), rb, rc), a[i] <= b[i] ? b[i] : c[i]);
    LANES("bits and back", slm_reg_from_bits(slm_reg_bits(ra)), a[i]);

    TEST("add");
    slm_real sum[SLM_LANES];
    for (int i = 0; i < SLM_LANES; i++) sum[i] = a[i] + b[i];
    CHECK(holds(slm_vec_add(slm_vec_load(a), slm_vec_load(b)), sum));

    /* A hair above 1: fused, the digits that squaring cuts off would come through. Volatile, or the
     * compiler works it all out, unfused. */
    volatile slm_real hair = 1 + 3 * EPSILON;
    volatile slm_real square = hair * hair;
    const slm_reg h = slm_reg_splat(hair);
    LANES("a product and a sum round twice", h * h + slm_reg_splat(-1), square - 1);

    TEST("min keeps a NaN that comes second, and loses one that comes first");
    slm_reg one = slm_reg_splat(1), none = slm_reg_splat(invalid);
    CHECK(isnan(slm_reg_min(one, none)[0]) && isnan(slm_reg_max(one, none)[0]));
    CHECK(slm_reg_min(none, one)[0] == 1 && slm_reg_max(none, one)[0] == 1);
}

/* Numbers so unequal that any other order gives another last digit. */
static void sum_order(void) {
    size_t reordered = 0;
    for (uint32_t round = 1; round <= 200; round++) {
        slm_real a[SLM_LANES], tree[SLM_LANES], forward = 0;
        uint32_t state = round;
        for (int i = 0; i < SLM_LANES; i++) {
            state = state * 1664525u + 1013904223u;
            a[i] = (slm_real)(((double)state * 0x1p-32 - 0.5) / 3) * (slm_real)(1 << i % 9);
            tree[i] = a[i];
            forward += a[i];
        }
        for (int half = SLM_LANES / 2; half > 0; half /= 2)
            for (int i = 0; i < half; i++) tree[i] += tree[i + half];
        CHECK(same(slm_vec_sum(slm_vec_load(a)), tree[0]));
        reordered += !same(forward, tree[0]);
    }
    CHECK(reordered > 100); /* or the rounds above would have shown nothing */
}

int main(void) {
    loads_and_stores();
    arithmetic();
    TEST("the order of a sum");
    sum_order();
    return check_report("test_vec");
}
