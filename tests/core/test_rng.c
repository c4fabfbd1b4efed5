/* Random numbers: pinned, so that a seed means the same run for good; and not biased. */
#include "check.h"

#include "base/rng.h"
#include "slm.h"

static void pinned(void) {
    TEST("SplitMix64 from state 0 is the published sequence");
    slm_rng zero = {0};
    CHECK(slm_rng_next(&zero) == 0xe220a8397b1dcdafu);
    CHECK(slm_rng_next(&zero) == 0x6e789e6aa1b965f4u);
    CHECK(slm_rng_next(&zero) == 0x06c45d188009454fu);

    TEST("seeds");
    slm_rng a = slm_rng_seeded(0), b = slm_rng_seeded(0), c = slm_rng_seeded(1);
    uint64_t first = slm_rng_next(&a);
    CHECK(first == 0xa706dd2f4d197e6fu);
    CHECK(slm_rng_next(&b) == first && slm_rng_next(&c) != first);

    TEST("a number by its position");
    const uint64_t key = a.state;
    for (uint64_t i = 0; i < 100; i++) CHECK(slm_rng_at(key, i) == slm_rng_next(&a));

    TEST("uniform numbers of seed 0");
    slm_rng u = slm_rng_seeded(0);
    static const double wanted[] = {0.6524484753608704, 0.70121210813522339, 0.38712412118911743};
    for (int i = 0; i < 3; i++) CHECK_NEAR(slm_rng_uniform(&u), wanted[i], 0);
}

static void uniformity(void) {
    TEST("uniform numbers fill [0, 1) evenly");
    slm_rng rng = slm_rng_seeded(3);
    enum { DRAWS = 100000, BINS = 20 };
    size_t bin[BINS] = {0};
    double sum = 0, low = 1, high = 0;
    for (int i = 0; i < DRAWS; i++) {
        double u = slm_rng_uniform(&rng);
        sum += u;
        if (u < low) low = u;
        if (u > high) high = u;
        bin[(int)(u * (double)BINS)]++;
    }
    CHECK(low >= 0 && high < 1);
    CHECK_NEAR(sum / (double)DRAWS, 0.5, 0.005);
    double chi = 0;
    for (int i = 0; i < BINS; i++) {
        double d = (double)bin[i] - (double)DRAWS / (double)BINS;
        chi += d * d / ((double)DRAWS / (double)BINS);
    }
    CHECK(chi < 50); /* 19 degrees of freedom: above 50 once in 8000 seeds, and the seed is fixed */

    TEST("below a bound, every number is as likely");
    static const size_t bounds[] = {1, 2, 3, 7, 10, 16};
    for (size_t k = 0; k < sizeof bounds / sizeof *bounds; k++) {
        size_t count[16] = {0};
        for (int i = 0; i < 60000; i++) {
            size_t v = slm_rng_below(&rng, bounds[k]);
            if (!CHECK(v < bounds[k])) return;
            count[v]++;
        }
        for (size_t v = 0; v < bounds[k]; v++)
            CHECK_NEAR((double)count[v] / 60000, 1.0 / (double)bounds[k], 0.01);
    }

    /* Of a bound just above 2^63 a plain remainder would favour the lower half two to one. */
    if (sizeof(size_t) == 8) {
        const size_t bound = (SIZE_MAX >> 2) * 3;
        size_t lower = 0;
        for (int i = 0; i < 20000; i++) lower += slm_rng_below(&rng, bound) < bound / 3;
        CHECK_NEAR((double)lower / 20000, 1.0 / 3, 0.02);
    }
}

static void of_a_context(void) {
    TEST("a context's random numbers: seeded, read, restored");
    slm_ctx *a = slm_create(NULL), *b = slm_create(NULL);
    CHECK(slm_random_state(a) == slm_random_state(b)); /* both have seed 0 */
    slm_seed(b, 0);
    CHECK(slm_random_state(a) == slm_random_state(b));
    slm_seed(b, 9);
    CHECK(slm_random_state(a) != slm_random_state(b));
    const uint64_t here = slm_random_state(a);
    slm_tensor *x = slm_tensor_new(a, SLM_SHAPE(100), NULL, true);
    slm_dropout(a, x, 0.5);
    CHECK(slm_random_state(a) != here);
    slm_random_restore(a, here);
    CHECK(slm_random_state(a) == here);
    slm_destroy(a);
    slm_destroy(b);
}

int main(void) {
    pinned();
    uniformity();
    of_a_context();
    return check_report("test_rng");
}
