/* GFLOP/s of the matrix product, packing included, beside the measured peak of multiply and add.
 *
 *     gemm_bench [rounds [note]]   medians over so many rounds (15) and the best rate, of all
 *                                  shapes or of those with this note, as `large`
 *
 * Natively:  cc -std=c11 -D_POSIX_C_SOURCE=200809L -O3 -ffp-contract=off -fno-math-errno
 *               -fno-trapping-math -Icore core/kernels/gemm*.c tests/bench/c/gemm_bench.c
 * As wasm:   emcc with the same, -msimd128 -sSTANDALONE_WASM=1 -sALLOW_MEMORY_GROWTH=1
 *               -o gemm_bench.wasm; node tests/core/run-wasm.mjs gemm_bench.wasm
 *
 * In each round everything runs once, the peak before every shape, and a ratio is formed within
 * its round, so that a machine that slows down for a while slows both sides of it. */
#include "kernels/gemm.h"
#include "kernels/vec.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MAX_ROUNDS = 101, CASES = 4 };
static const double sample_seconds = 0.01;

typedef struct {
    size_t m, k, n;
    const char *note;
} shape;

static const shape shapes[] = {
    {128, 128, 128, "large"},   {64, 784, 128, "large"},     {256, 512, 512, "large"},
    {512, 128, 512, "GPT MLP"}, {64, 32, 64, "head"},        {10, 16, 16, "W1"},
    {256, 16, 16, "W1"},        {256, 2, 16, "W1 first"},    {10, 2, 16, "W1 first"},
    {2, 10, 16, "W1 gradient"}, {256, 16, 1, "W1 last"},     {10, 16, 1, "W1 last"},
    {64, 128, 10, "W2 last"},   {1, 512, 512, "one vector"}, {512, 512, 1, "one vector"}};
enum { SHAPES = sizeof shapes / sizeof shapes[0] };

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The sample at this part of their order: 0.5 is the median, 1 the largest. */
static double quantile(const double *samples, int count, double part) {
    double sorted[MAX_ROUNDS];
    for (int i = 0; i < count; i++) sorted[i] = samples[i];
    qsort(sorted, (size_t)count, sizeof sorted[0], ascending);
    return sorted[(int)(part * (count - 1) + 0.5)];
}

/* Twelve independent chains of multiply and add: as many as it takes to hide their latency of six
 * cycles on four pipes, and as few as 16 registers hold beside the two constants. */
static __attribute__((noinline)) slm_real peak_loop(size_t rounds, slm_real factor, slm_real term,
                                                    const slm_real *starts) {
    const slm_reg x = slm_reg_splat(factor), y = slm_reg_splat(term);
    slm_reg r[12];
#pragma GCC unroll 12
    for (int i = 0; i < 12; i++) r[i] = slm_reg_load(starts + i);
    for (size_t q = 0; q < rounds; q++) {
#pragma GCC unroll 12
        for (int i = 0; i < 12; i++) r[i] = r[i] * x + y;
    }
    slm_reg sum = r[0];
#pragma GCC unroll 12
    for (int i = 1; i < 12; i++) sum = sum + r[i];
    slm_real lanes[SLM_REG_LANES];
    slm_reg_store(lanes, sum);
    return lanes[0];
}

/* The calls that take about sample_seconds. */
typedef struct {
    const shape *s;
    slm_gemm_plan plan;
    size_t calls;
    double flop, rate[MAX_ROUNDS], of_peak[MAX_ROUNDS];
} subject;

static slm_real *a, *b, *c, *workspace;
static volatile slm_real sink;

static slm_gemm_plan plan_of(const shape *s, slm_gemm_case transposes) {
    const bool ta = transposes == SLM_GEMM_TN || transposes == SLM_GEMM_TT;
    const bool tb = transposes == SLM_GEMM_NT || transposes == SLM_GEMM_TT;
    return slm_gemm_plan_of(transposes, s->m, s->n, s->k, ta ? s->m : s->k, tb ? s->k : s->n, s->n);
}

static double run(const subject *x) {
    const double start = now();
    for (size_t i = 0; i < x->calls; i++) slm_gemm(&x->plan, a, b, c, false, workspace);
    return now() - start;
}

static double peak_rate(void) {
    const size_t calls = 100, rounds = 10000;
    volatile slm_real factor = SLM_REAL(0.5); /* or a compiler makes the same call only once */
    const double start = now();
    for (size_t i = 0; i < calls; i++) sink = peak_loop(rounds, factor, SLM_REAL(0.25), a);
    const double flop = 2.0 * 12 * (double)SLM_REG_LANES * (double)(rounds * calls);
    return flop / (now() - start) * 1e-9;
}

int main(int argc, char **argv) {
    const int asked = argc > 1 ? atoi(argv[1]) : 15;
    const int rounds = asked < 1 ? 1 : asked > MAX_ROUNDS ? MAX_ROUNDS : asked;
    static subject subjects[SHAPES * CASES];
    int count = 0;
    static double peak[MAX_ROUNDS];
    const size_t largest = 512 * 512, scratch = 1 << 18;
    a = malloc(largest * sizeof *a);
    b = malloc(largest * sizeof *b);
    c = malloc(largest * sizeof *c);
    workspace = aligned_alloc(64, scratch * sizeof *workspace);
    if (!a || !b || !c || !workspace) return 1;
    for (size_t i = 0; i < largest; i++) {
        a[i] = (slm_real)(i % 17) * SLM_REAL(0.0625);
        b[i] = (slm_real)(i % 13) * SLM_REAL(-0.125);
    }
    for (int i = 0; i < SHAPES * CASES; i++) {
        if (argc > 2 && strcmp(argv[2], shapes[i / CASES].note) != 0) continue;
        subject *x = &subjects[count++];
        x->s = &shapes[i / CASES];
        x->plan = plan_of(x->s, (slm_gemm_case)(i % CASES));
        x->flop = 2.0 * (double)(x->s->m * x->s->n * x->s->k);
        if (x->plan.workspace > scratch) return 1;
        /* Doubled until it takes long enough; the doubling is the warm-up too. */
        for (x->calls = 1; run(x) < sample_seconds; x->calls *= 2) continue;
    }
    peak_rate();

    for (int r = 0; r < rounds; r++) {
        for (int i = 0; i < count; i++) {
            subject *x = &subjects[i];
            if (i % CASES == 0) peak[r] = peak_rate();
            x->rate[r] = x->flop * (double)x->calls / run(x) * 1e-9;
            x->of_peak[r] = x->rate[r] / peak[r];
        }
    }

    printf("%s, registers of %d lanes, %d rounds; peak of multiply and add %.1f GFLOP/s\n",
           sizeof(slm_real) == 4 ? "float" : "double", (int)SLM_REG_LANES, rounds,
           quantile(peak, rounds, 0.5));
    printf("%-28s %-4s %8s %8s %8s %8s %9s\n", "m x k x n", "case", "GFLOP/s", "best", "of peak",
           "of NN", "ns a call");
    for (int i = 0; i < count; i++) {
        const subject *x = &subjects[i], *nn = &subjects[i / CASES * CASES];
        double of_nn[MAX_ROUNDS];
        for (int r = 0; r < rounds; r++) of_nn[r] = x->rate[r] / nn->rate[r];
        char name[64];
        snprintf(name, sizeof name, "%zu x %zu x %zu (%s)", x->s->m, x->s->k, x->s->n, x->s->note);
        const double rate = quantile(x->rate, rounds, 0.5);
        printf("%-28s %-4s %8.2f %8.2f %8.3f %8.3f %9.0f\n", i % CASES == 0 ? name : "",
               (const char *[]){"NN", "NT", "TN", "TT"}[i % CASES], rate,
               quantile(x->rate, rounds, 1), quantile(x->of_peak, rounds, 0.5),
               quantile(of_nn, rounds, 0.5), x->flop / rate);
    }
    return 0;
}
