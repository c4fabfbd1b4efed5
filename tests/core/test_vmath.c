/* exp, log, tanh, sigmoid and erf: how far from the truth, and the same bits everywhere. */
#include "check.h"
#include "kernels/vmath.h"
#include "ulp.h"

#include <inttypes.h>

#ifdef SLM_DOUBLE
#define REAL(in_float, in_double) (in_double)
#else
#define REAL(in_float, in_double) (in_float)
#endif

static const ulp_format format = REAL(ULP_FLOAT, ULP_DOUBLE);

typedef struct {
    const char *name;
    void (*array)(slm_real *, const slm_real *, size_t);
    slm_real (*scalar)(slm_real);
    slm_reg (*vector)(slm_reg);
    long double (*reference)(long double);
    double ulps;      /* the greatest error allowed */
    double from, to;  /* where the function is interesting */
    uint64_t results; /* hash of the sweep's results */
} function;

static long double sigmoid(long double x) {
    long double e = expl(-fabsl(x));
    return (x < 0 ? e : 1) / (1 + e);
}

static slm_reg vec_exp(slm_reg x) { return slm_reg_exp(x); }
static slm_reg vec_log(slm_reg x) { return slm_reg_log(x); }
static slm_reg vec_tanh(slm_reg x) { return slm_reg_tanh(x); }
static slm_reg vec_sigmoid(slm_reg x) { return slm_reg_sigmoid(x); }
static slm_reg vec_erf(slm_reg x) { return slm_reg_erf(x); }

static const function functions[] = {
    {"exp", slm_vexp, slm_exp1, vec_exp, expl, 1, REAL(-104, -746), REAL(89, 710),
     REAL(0xC4891D82D99CF89E, 0xFBCD937BAD169626)},
    {"log", slm_vlog, slm_log1, vec_log, logl, 1, 0, 3,
     REAL(0x49359646A83F9DBE, 0xF6D3063CC8A53FA9)},
    {"tanh", slm_vtanh, slm_tanh1, vec_tanh, tanhl, 3.3, REAL(-10, -20), REAL(10, 20),
     REAL(0x1F0383E3B708D58C, 0x3B2ACE17C99CA6C5)},
    {"sigmoid", slm_vsigmoid, slm_sigmoid1, vec_sigmoid, sigmoid, 2.5, REAL(-105, -747),
     REAL(18, 38), REAL(0x7E75CB22359ADFAC, 0x1D05C568D3136A61)},
    {"erf", slm_verf, slm_erf1, vec_erf, erfl, 3.6, REAL(-4, -6), REAL(4, 6),
     REAL(0x983390A095056809, 0x121A28D0790125EF)},
};
enum { FUNCTIONS = sizeof functions / sizeof *functions };

/* Three sweeps: all patterns, the interesting range, and around 0 to past 1, where forms change. */
static slm_real sample(const function *f, size_t i) {
    const size_t third = i / 3;
    double t = (double)third * (3.0 / (double)ULP_SAMPLES);
    if (i % 3 == 0) return (slm_real)ulp_pattern(i, format);
    if (i % 3 == 1) return (slm_real)(f->from + (f->to - f->from) * t);
    return (slm_real)(2.5 * t - 1.25);
}

static void accuracy_and_bits(const function *f) {
    enum { BLOCK = 1024 };
    static slm_real x[BLOCK], y[BLOCK];
    double worst = 0, at = 0;
    uint64_t hash = ULP_HASH;
    for (size_t start = 0; start < ULP_SAMPLES; start += BLOCK) {
        for (size_t j = 0; j < BLOCK; j++) x[j] = sample(f, start + j);
        f->array(y, x, BLOCK);
        for (size_t j = 0; j < BLOCK; j++) {
            double error = ulp_error((double)y[j], f->reference((long double)x[j]), format);
            if (error > worst) {
                worst = error;
                at = (double)x[j];
            }
            hash = ulp_hash(hash, (double)y[j]);
        }
    }
    printf("%-8s %s  %.3f ulp at %.9g, hash 0x%016" PRIX64 "\n", f->name, REAL("float ", "double"),
           worst, at, hash);
    CHECK(worst <= f->ulps + REAL(0, ulp_reference_error()));
    CHECK(hash == f->results);
}

static bool same(slm_real a, slm_real b) { return ulp_same((double)a, (double)b); }

/* Every length up to four vectors and every place in them gives the bits of the scalar function,
 * in place too, and nothing beside the array is touched. */
static void places(const function *f) {
    enum { LONGEST = 4 * SLM_LANES, ROOM = LONGEST + 2 };
    slm_real x[ROOM], y[ROOM], alone[ROOM];
    for (size_t i = 0; i < ROOM; i++) {
        x[i] = i % 5 == 4 ? (slm_real)ulp_pattern(i, format) : sample(f, 977 * i);
        alone[i] = f->scalar(x[i]);
    }
    size_t wrong = 0;
    for (size_t n = 0; n <= LONGEST; n++) {
        for (size_t i = 0; i < ROOM; i++) y[i] = x[i];
        f->array(y + 1, y + 1, n);
        for (size_t i = 0; i < ROOM; i++) wrong += !same(y[i], i >= 1 && i <= n ? alone[i] : x[i]);
        f->array(y, x, n);
        for (size_t i = 0; i < n; i++) wrong += !same(y[i], alone[i]);
    }
    CHECK_INT(wrong, 0);

    for (size_t j = 0; j < SLM_LANES; j += SLM_REG_LANES)
        slm_reg_store(y + j, f->vector(slm_reg_load(x + 3 + j)));
    for (size_t i = 0; i < SLM_LANES; i++) CHECK(same(y[i], alone[i + 3]));
}

static void special_values(void) {
    const slm_real inf = SLM_INFINITY, invalid = SLM_NAN;
    const slm_real tiny = REAL(FLT_TRUE_MIN, DBL_TRUE_MIN), huge = REAL(FLT_MAX, DBL_MAX);
    const slm_real one = 1, zero = 0, minus_zero = -zero;
    const struct {
        const char *name;
        slm_real (*f)(slm_real);
        slm_real x, y;
    } cases[] = {
        {"exp 0", slm_exp1, zero, one},
        {"exp -0", slm_exp1, minus_zero, one},
        {"exp inf", slm_exp1, inf, inf},
        {"exp -inf", slm_exp1, -inf, zero},
        {"exp huge", slm_exp1, huge, inf},
        {"exp -huge", slm_exp1, -huge, zero},
        {"exp NaN", slm_exp1, invalid, invalid},
        {"exp of the last that overflows not", slm_exp1, REAL(88.7228317F, 709.78271289338397),
         REAL(3.40279851e+38F, 1.7976931348622732e+308)},
        {"exp of the first that overflows", slm_exp1, REAL(88.7228394F, 709.78271289338409), inf},
        {"exp of the last above 0", slm_exp1, REAL(-103.972076F, -745.13321910194110), tiny},
        {"exp of the first at 0", slm_exp1, REAL(-103.972084F, -745.13321910194122), zero},
        {"log 1", slm_log1, one, zero},
        {"log 0", slm_log1, zero, -inf},
        {"log -0", slm_log1, minus_zero, -inf},
        {"log -1", slm_log1, -one, invalid},
        {"log -tiny", slm_log1, -tiny, invalid},
        {"log -inf", slm_log1, -inf, invalid},
        {"log inf", slm_log1, inf, inf},
        {"log NaN", slm_log1, invalid, invalid},
        {"log tiny", slm_log1, tiny, REAL(-103.278931F, -744.44007192138122)},
        {"tanh -0", slm_tanh1, minus_zero, minus_zero},
        {"tanh tiny", slm_tanh1, tiny, tiny},
        {"tanh inf", slm_tanh1, inf, one},
        {"tanh -inf", slm_tanh1, -inf, -one},
        {"tanh huge", slm_tanh1, huge, one},
        {"tanh 20", slm_tanh1, 20, one},
        {"tanh NaN", slm_tanh1, invalid, invalid},
        {"erf -0", slm_erf1, minus_zero, minus_zero},
        {"erf inf", slm_erf1, inf, one},
        {"erf -huge", slm_erf1, -huge, -one},
        {"erf 6", slm_erf1, 6, one},
        {"erf NaN", slm_erf1, invalid, invalid},
        {"sigmoid 0", slm_sigmoid1, zero, SLM_REAL(0.5)},
        {"sigmoid inf", slm_sigmoid1, inf, one},
        {"sigmoid -inf", slm_sigmoid1, -inf, zero},
        {"sigmoid huge", slm_sigmoid1, huge, one},
        {"sigmoid -huge", slm_sigmoid1, -huge, zero},
        {"sigmoid NaN", slm_sigmoid1, invalid, invalid},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        TEST(cases[i].name);
        slm_real y = cases[i].f(cases[i].x);
        if (!CHECK(same(y, cases[i].y))) printf("  %.17g\n", (double)y);
    }
}

/* Odd to the bit, never beyond 1, and exactly 1 from `full` on. */
static void odd(const function *f, double full) {
    size_t asymmetric = 0, beyond = 0, unfinished = 0;
    const size_t samples = 30000;
    for (size_t i = 0; i < samples; i++) {
        slm_real x = (slm_real)(full * (1.2 * (double)i / (double)samples));
        slm_real y = f->scalar(x);
        asymmetric += !same(f->scalar(-x), -y);
        beyond += isgreater(y, 1) || isnan(y);
        unfinished += (double)x >= full && y != 1;
    }
    CHECK_INT(asymmetric, 0);
    CHECK_INT(beyond, 0);
    CHECK_INT(unfinished, 0);
}

int main(void) {
    for (int i = 0; i < FUNCTIONS; i++) {
        TEST(functions[i].name);
        accuracy_and_bits(&functions[i]);
        places(&functions[i]);
    }
    special_values();
    TEST("tanh is odd and ends at 1");
    odd(&functions[2], (double)SLM_COEFFICIENTS(SLM_TANH_ONE));
    TEST("erf is odd and ends at 1");
    odd(&functions[4], (double)SLM_COEFFICIENTS(SLM_ERF_ONE));
    return check_report("test_vmath");
}
