/* exp, log, pow, sin and cos of one double, which both builds have: distance from long double libm,
 * the special cases of C11 F.10, and the same bits everywhere. */
#include "check.h"
#include "kernels/scalar_math.h"
#include "ulp.h"

#include <float.h>
#include <inttypes.h>

static const double inf = (double)INFINITY, invalid = (double)NAN;

typedef struct {
    const char *name;
    uint64_t state; /* of the arguments' own generator: nothing of the engine is used here */
    uint64_t hash;  /* of the results */
    double worst, x, y;
} sweep;

static double uniform(sweep *s, double from, double to) {
    s->state = s->state * 6364136223846793005u + 1442695040888963407u;
    return from + (to - from) * ((double)(s->state >> 11) * 0x1p-53);
}

static void take(sweep *s, double result, long double want, double x, double y) {
    double error = ulp_error(result, want, ULP_DOUBLE);
    if (error > s->worst) s->worst = error, s->x = x, s->y = y;
    s->hash = ulp_hash(s->hash, result);
}

/* Prints what was found and checks it. */
static void finish(const sweep *s, double ulps, uint64_t hash) {
    TEST(s->name);
    printf("%-28s %.3f ulp at %.9g, %.9g; hash 0x%016" PRIX64 "\n", s->name, s->worst, s->x, s->y,
           s->hash);
    CHECK(s->worst <= ulps + ulp_reference_error());
    CHECK(s->hash == hash);
}

static void unary(const char *name, double (*f)(double), long double (*reference)(long double),
                  double from, double to, bool patterns, double ulps, uint64_t hash) {
    sweep s = {.name = name, .hash = ULP_HASH};
    for (size_t i = 0; i < ULP_SAMPLES; i++) {
        double x = patterns && i % 2 ? ulp_pattern(i, ULP_DOUBLE) : uniform(&s, from, to);
        take(&s, f(x), reference((long double)x), x, 0);
    }
    finish(&s, ulps, hash);
}

/* Results between e^-reach and e^reach. */
static void powers(const char *name, double reach, double ulps, uint64_t hash) {
    sweep s = {.name = name, .hash = ULP_HASH};
    for (size_t i = 0; i < ULP_SAMPLES; i++) {
        /* By turns any base, and one near 1 under a large exponent, as in bias correction. */
        double log_x = i % 2 ? uniform(&s, -600, 600) : uniform(&s, -1e-3, 1e-3);
        double x = slm_exp64(log_x);
        double y = uniform(&s, -reach, reach) / log_x;
        take(&s, slm_pow64(x, y), powl((long double)x, (long double)y), x, y);
    }
    finish(&s, ulps, hash);
}

/* Where sin and cos are smallest, the reduction has to deliver the most digits. */
static void quarter_turns(void) {
    sweep s = {.name = "sin, cos near k pi/2", .hash = ULP_HASH};
    for (size_t i = 0; i < ULP_SAMPLES; i++) {
        double x = (double)(i * 7) * 1.5707963267948966;
        take(&s, slm_sin64(x), sinl((long double)x), x, 0);
        take(&s, slm_cos64(-x), cosl(-(long double)x), -x, 0);
    }
    finish(&s, 1.1, 0x99D1CB0B4D39AB14);
}

static void special_values(void) {
    const double tiny = DBL_TRUE_MIN, huge = DBL_MAX;
    const struct {
        const char *name;
        double (*f)(double);
        double x, y;
    } cases[] = {
        {"exp 0", slm_exp64, -0.0, 1},
        {"exp inf", slm_exp64, inf, inf},
        {"exp -inf", slm_exp64, -inf, 0},
        {"exp NaN", slm_exp64, invalid, invalid},
        {"exp huge", slm_exp64, huge, inf},
        {"exp -huge", slm_exp64, -huge, 0},
        {"exp of the first that overflows", slm_exp64, 709.78271289338409, inf},
        {"exp of the last above 0", slm_exp64, -745.13321910194110, tiny},
        {"exp of the first at 0", slm_exp64, -745.13321910194122, 0},
        {"log 1", slm_log64, 1, 0},
        {"log 0", slm_log64, 0, -inf},
        {"log -0", slm_log64, -0.0, -inf},
        {"log -tiny", slm_log64, -tiny, invalid},
        {"log -inf", slm_log64, -inf, invalid},
        {"log inf", slm_log64, inf, inf},
        {"log NaN", slm_log64, invalid, invalid},
        {"log tiny", slm_log64, tiny, -744.44007192138122},
        {"sin 0", slm_sin64, 0, 0},
        {"sin -0", slm_sin64, -0.0, -0.0},
        {"sin tiny", slm_sin64, tiny, tiny},
        {"sin inf", slm_sin64, inf, invalid},
        {"sin NaN", slm_sin64, invalid, invalid},
        {"sin beyond the reduction", slm_sin64, 1e7, invalid},
        {"cos 0", slm_cos64, 0, 1},
        {"cos -inf", slm_cos64, -inf, invalid},
        {"cos -huge", slm_cos64, -huge, invalid},
        {"cos NaN", slm_cos64, invalid, invalid},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        TEST(cases[i].name);
        double y = cases[i].f(cases[i].x);
        if (!CHECK(ulp_same(y, cases[i].y))) printf("  %.17g\n", y);
    }
}

static void special_powers(void) {
    const double tiny = DBL_TRUE_MIN, huge = DBL_MAX, odd = 0x1p53 - 1, even = 0x1p53;
    const struct {
        double x, y, power;
    } cases[] = {
        {invalid, 0, 1},
        {invalid, -0.0, 1},
        {0, 0, 1},
        {inf, 0, 1},
        {1, invalid, 1},
        {1, inf, 1},
        {1, -inf, 1},
        {invalid, 1, invalid},
        {2, invalid, invalid},
        {invalid, 2.5, invalid},
        {0, invalid, invalid},
        {-1, inf, 1},
        {-1, -inf, 1},
        {0, 3, 0},
        {-0.0, 3, -0.0},
        {-0.0, 2, 0},
        {-0.0, 2.5, 0},
        {0, -3, inf},
        {-0.0, -3, -inf},
        {-0.0, -2, inf},
        {-0.0, -2.5, inf},
        {0, inf, 0},
        {0, -inf, inf},
        {-0.0, -inf, inf},
        {0.5, inf, 0},
        {0.5, -inf, inf},
        {-0.5, -inf, inf},
        {2, inf, inf},
        {-2, inf, inf},
        {2, -inf, 0},
        {inf, 2, inf},
        {inf, -2, 0},
        {inf, inf, inf},
        {inf, -inf, 0},
        {-inf, 3, -inf},
        {-inf, 2, inf},
        {-inf, 2.5, inf},
        {-inf, -3, -0.0},
        {-inf, -2, 0},
        {-inf, -2.5, 0},
        {-inf, inf, inf},
        {-8, 1.0 / 3, invalid},
        {-2, 0.5, invalid},
        {-2, 3, -8},
        {-2, -3, -0.125},
        {-2, 4, 16},
        {-1, odd, -1},
        {-1, even, 1},
        {-1, huge, 1},
        {-1, -odd, -1},
        {2, 1023, 0x1p1023},
        {2, 1024, inf},
        {-2, 1025, -inf},
        {2, -1074, tiny},
        {2, -1076, 0},
        {-2, -1075.5, invalid},
        {-2, -1077, -0.0},
        {0x1p-1074, 1, tiny},
        {4, 0.5, 2},
        {9, 1.5, 27},
        {10, 15, 1e15},
        {-3, 33, -5559060566555523.0},
        {7, -1, 1.0 / 7},
        {1 + DBL_EPSILON, huge, inf},
        {1 - DBL_EPSILON, huge, 0},
        {huge, huge, inf},
        {huge, -huge, 0},
        {tiny, huge, 0},
        {tiny, -huge, inf},
        {1.5, 2, 2.25},
        {-1.5, 1, -1.5},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double power = slm_pow64(cases[i].x, cases[i].y);
        TEST("pow");
        if (!CHECK(ulp_same(power, cases[i].power)))
            printf("  pow(%.17g, %.17g) is %.17g, not %.17g\n", cases[i].x, cases[i].y, power,
                   cases[i].power);
    }

    TEST("whole powers of whole numbers are exact while they fit");
    for (int base = 2; base <= 100; base++) {
        double product = 1;
        for (int y = 1; (product *= base) < 0x1p53; y++)
            CHECK(slm_pow64(base, y) == product &&
                  slm_pow64(-base, y) == (y % 2 ? -product : product));
    }
}

int main(void) {
    unary("exp", slm_exp64, expl, -750, 712, true, 1, 0xCE8D016D244B160B);
    unary("exp near 0", slm_exp64, expl, -2, 2, false, 1, 0xE20DE928C1CCFF1F);
    unary("log", slm_log64, logl, 0.25, 4, true, 1, 0x5C596AF4F4009DB2);
    unary("log near 1", slm_log64, logl, 0.999, 1.001, false, 1, 0x5A56C6D413B43D02);
    powers("pow, 1e-9 to 1e9", 20.7, 1, 0x88FE1A7C7C5B0B3C);
    powers("pow", 745, 30, 0x170ACE7202096502);
    unary("sin", slm_sin64, sinl, -10, 10, false, 1.1, 0xE8916657D65438B9);
    unary("sin to 1e5", slm_sin64, sinl, -1e5, 1e5, false, 1.1, 0x5E0E86CCE71F02E2);
    unary("cos", slm_cos64, cosl, -10, 10, false, 1.1, 0x485F303B7F10349C);
    unary("cos to 1.6e6", slm_cos64, cosl, -1.6e6, 1.6e6, false, 1.1, 0x62301DC61DC2A85F);
    quarter_turns();
    special_values();
    special_powers();
    return check_report("test_scalar_math");
}
