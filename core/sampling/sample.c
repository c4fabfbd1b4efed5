#include "autograd/context.h"
#include "kernels/scalar_math.h"
#include "sampling/sampling.h"

#include <float.h>

typedef struct {
    double weight; /* e^((logit - largest) / temperature): the probability but for its scale */
    int32_t token;
} candidate;

static slm_status refuse(slm_ctx *slm, const char *key, double value, const char *rule) {
    return slm_fail_value(&slm->error, "sample", key, value, rule);
}

/* The comparisons are written so that NaN fails them. */
static slm_status check(slm_ctx *slm, const slm_real *logits, size_t count,
                        const slm_sampling *how) {
    if (!how) return slm_fail_null(&slm->error, "sample", "the options");
    if (!logits) return slm_fail_null(&slm->error, "sample", "the logits");
    if (count < 1 || count > INT32_MAX)
        return refuse(slm, "the count of logits", (double)count, "1 to 2147483647");
    if (!(how->temperature >= 0 && how->temperature <= DBL_MAX))
        return refuse(slm, "temperature", how->temperature, "0 or more, and finite");
    if (!(how->top_p >= 0 && how->top_p <= 1)) return refuse(slm, "top_p", how->top_p, "0 to 1");
    return SLM_OK;
}

/* The first of the largest. */
static slm_status likeliest(slm_ctx *slm, const slm_real *logits, size_t count, int32_t *token) {
    size_t best = 0;
    for (size_t i = 0; i < count; i++) {
        if (logits[i] != logits[i]) return refuse(slm, "a logit", (double)logits[i], "a number");
        if (logits[i] > logits[best]) best = i;
    }
    if (!(logits[best] > -SLM_INFINITY))
        return refuse(slm, "the largest logit", (double)logits[best], "more than -inf");
    *token = (int32_t)best;
    return SLM_OK;
}

static bool likelier(candidate a, candidate b) {
    return a.weight > b.weight || (a.weight == b.weight && a.token < b.token);
}

/* Heap sort (Williams, 1964), likeliest first: it needs no room, and its time has no worst case. */
static void sift(candidate *c, size_t root, size_t n) {
    for (size_t child; (child = 2 * root + 1) < n; root = child) {
        if (child + 1 < n && likelier(c[child], c[child + 1])) child++;
        if (likelier(c[child], c[root])) return;
        candidate up = c[child];
        c[child] = c[root];
        c[root] = up;
    }
}

static void sort(candidate *c, size_t n) {
    for (size_t i = n / 2; i > 0; i--) sift(c, i - 1, n);
    for (size_t i = n; i > 1; i--) {
        candidate last = c[i - 1];
        c[i - 1] = c[0];
        c[0] = last;
        sift(c, 0, i - 1);
    }
}

static double sum_of(const candidate *c, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += c[i].weight;
    return sum;
}

/* A sum of shares that reaches p by hand may miss it by a rounding: of the logits, in float, most.
 */
static const double NEARLY = 1 - 1e-6;

/* The fewest of the first whose weights reach this much. */
static size_t reach(const candidate *c, size_t n, double much) {
    double sum = 0;
    much *= NEARLY;
    for (size_t i = 0; i < n; i++)
        if ((sum += c[i].weight) >= much) return i + 1;
    return n;
}

static int32_t draw(slm_rng *rng, candidate *c, size_t n, const slm_sampling *how) {
    sort(c, n);
    if (how->top_k && how->top_k < n) n = how->top_k;
    if (how->top_p > 0 && how->top_p < 1) n = reach(c, n, how->top_p * sum_of(c, n));
    /* u is less than 1, so the product is less than the sum unless rounding makes it so; then it is
     * the last one's turn, and no later one's: of weight 0 none is drawn while another is left. */
    const double u = slm_rng_uniform(rng) * sum_of(c, n);
    double sum = 0;
    size_t i = 0;
    while (i + 1 < n && c[i + 1].weight > 0 && (sum += c[i].weight) <= u) i++;
    return c[i].token;
}

slm_status slm_sample(slm_ctx *slm, const slm_real *logits, size_t count, const slm_sampling *how,
                      int32_t *token) {
    if (!slm) return SLM_E_NULL;
    slm_status s = check(slm, logits, count, how);
    if (!s && !token) s = slm_fail_null(&slm->error, "sample", "where the token goes");
    int32_t best = 0;
    if (!s) s = likeliest(slm, logits, count, &best);
    if (s) return s;
    if (how->temperature == 0) {
        *token = best;
        return SLM_OK;
    }
    void *block = NULL;
    size_t room = 0;
    s = slm_grow_array(slm, &block, &room, count, sizeof(candidate), "sample");
    if (s) return s;
    candidate *c = block;
    for (size_t i = 0; i < count; i++) {
        const double apart =
            logits[i] == logits[best] ? 0 : (double)logits[i] - (double)logits[best];
        c[i] = (candidate){slm_exp64(apart / how->temperature), (int32_t)i};
    }
    *token = draw(&slm->rng, c, count, how);
    slm_memory_free(&slm->memory, block, room * sizeof *c);
    return SLM_OK;
}
