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
    slm_real a[3 * SLM_LANES], want[SLM_LANES], room[SLM_LANES + 2];
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

    TEST("partial load and store touch n lanes");
    for (size_t n = 0; n <= SLM_LANES; n++) {
        for (size_t i = 0; i < SLM_LANES; i++) want[i] = i < n ? a[i + 3] : -9;
        slm_vec v = slm_vec_load_part(a + 3, n, -9);
        CHECK(holds(v, want));
        for (size_t i = 0; i < SLM_LANES + 2; i++) room[i] = 100;
        slm_vec_store_part(room + 1, v, n);
        for (size_t i = 0; i < SLM_LANES + 2; i++)
            CHECK(room[i] == (i >= 1 && i <= n ? a[i + 2] : 100));
    }
}

/* Lane by lane against the plain operation. */
static void arithmetic(void) {
    slm_real a[SLM_LANES], b[SLM_LANES], c[SLM_LANES], want[SLM_LANES];
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
    const slm_vec va = slm_vec_load(a), vb = slm_vec_load(b), vc = slm_vec_load(c);

#define LANES(title, vector, expression)                                                           \
    do {                                                                                           \
        TEST(title);                                                                               \
        for (int i = 0; i < SLM_LANES; i++) want[i] = (expression);                                \
        CHECK(holds((vector), want));                                                              \
    } while (0)

    LANES("add", slm_vec_add(va, vb), a[i] + b[i]);
    LANES("sub", slm_vec_sub(va, vb), a[i] - b[i]);
    LANES("mul", slm_vec_mul(va, vb), a[i] * b[i]);
    LANES("div", slm_vec_div(va, vb), a[i] / b[i]);
    LANES("min", slm_vec_min(va, vb), a[i] < b[i] ? a[i] : b[i]);
    LANES("max", slm_vec_max(va, vb), b[i] < a[i] ? a[i] : b[i]);
    LANES("abs", slm_vec_abs(va), isnan(a[i]) ? invalid : (slm_real)fabs((double)a[i]));
    LANES("sqrt", slm_vec_sqrt(vc), (slm_real)sqrt((double)c[i]));
    LANES("lt and select", slm_vec_select(slm_vec_lt(va, vb), vb, vc), a[i] < b[i] ? b[i] : c[i]);
    LANES("le and select", slm_vec_select(slm_vec_le(va, vb), vb, vc), a[i] <= b[i] ? b[i] : c[i]);
    LANES("bits and back", slm_vec_from_bits(slm_vec_bits(va)), a[i]);
    /* A hair above 1: fused, the digits that squaring cuts off would come through. Volatile, or the
     * compiler works it all out, unfused. */
    volatile slm_real hair = 1 + 3 * EPSILON;
    volatile slm_real square = hair * hair;
    const slm_vec h = slm_vec_splat(hair);
    LANES("muladd rounds twice", slm_vec_muladd(h, h, slm_vec_splat(-1)), square - 1);

    TEST("min keeps a NaN that comes second, and loses one that comes first");
    slm_vec one = slm_vec_splat(1), none = slm_vec_splat(invalid);
    CHECK(isnan(slm_vec_min(one, none).r[0][0]) && isnan(slm_vec_max(one, none).r[0][0]));
    CHECK(slm_vec_min(none, one).r[0][0] == 1 && slm_vec_max(none, one).r[0][0] == 1);
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
