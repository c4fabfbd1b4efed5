/* Workloads, natively.
 *
 *     workload NAME            a fixed number of steps by the engine: for counting instructions
 *     workload NAME floor      the same by the floor
 *     workload NAME start      what peers start from, as numbers in binary
 *     workload                 both in turn, several rounds: JSON with medians and ratios
 *
 * The engine takes the widest vectors of the machine, or those that SLM_VECTORS names in the
 * environment; the floor has the baseline's. Both must give the same numbers to the last bit, or
 * the exit code says so. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Short samples and many: on a machine that others use, most are then not interrupted. */
enum { ROUNDS = 101 };
static const double sample_seconds = 0.001;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The sample at this part of their order: 0.5 is the median. */
static double quantile(const double *samples, double part) {
    double sorted[ROUNDS];
    memcpy(sorted, samples, sizeof sorted);
    qsort(sorted, ROUNDS, sizeof sorted[0], ascending);
    return sorted[(int)(part * (ROUNDS - 1) + 0.5)];
}

/* One side of a comparison: something that is done so many times and gives a number. */
typedef struct {
    double (*run)(void *state, size_t times);
    void *state;
} side;

static double seconds_of(const side *s, size_t times) {
    const double start = now();
    s->run(s->state, times);
    return now() - start;
}

static bool compare(const char *name, const side *engine, const side *floor, bool first) {
    const double one = engine->run(engine->state, 10), two = floor->run(floor->state, 10);
    const bool same = memcmp(&one, &two, sizeof one) == 0;
    /* Doubled until it takes long enough, three times over: one interruption is no measure. */
    size_t times = 1;
    while (seconds_of(engine, times) < sample_seconds ||
           seconds_of(engine, times) < sample_seconds || seconds_of(engine, times) < sample_seconds)
        times *= 2;
    double rate[ROUNDS], floor_rate[ROUNDS], ratio[ROUNDS];
    seconds_of(floor, times);
    for (int r = 0; r < ROUNDS; r++) {
        rate[r] = (double)times / seconds_of(engine, times);
        floor_rate[r] = (double)times / seconds_of(floor, times);
        ratio[r] = rate[r] / floor_rate[r];
    }
    printf("%s    {\"name\": \"%s\", \"engine_per_second\": %.0f, \"floor_per_second\": %.0f,\n"
           "     \"ratio\": %.3f, \"ratio_quartiles\": [%.3f, %.3f],\n"
           "     \"result\": %.9g, \"same_bits\": %s}",
           first ? "" : ",\n", name, quantile(rate, 0.5), quantile(floor_rate, 0.5),
           quantile(ratio, 0.5), quantile(ratio, 0.25), quantile(ratio, 0.75), one,
           same ? "true" : "false");
    return same;
}

/* GFLOP/s of the plain product of 256 x 512 x 512, the shape that the peers' BLAS is judged by; of
 * all rounds the best, as theirs is. */
static bool measure_plain_product(void) {
    const size_t m = 256, k = 512, n = 512;
    slm_real *a = malloc(sizeof *a * m * k), *b = malloc(sizeof *b * k * n);
    slm_real *c = malloc(sizeof *c * m * n);
    const bool there = a && b && c;
    double rate[ROUNDS], element = 0;
    if (there) {
        for (size_t i = 0; i < m * k; i++) a[i] = (slm_real)(i % 17) * SLM_REAL(0.0625);
        for (size_t i = 0; i < k * n; i++) b[i] = (slm_real)(i % 13) * SLM_REAL(-0.125);
        for (int r = 0; r < ROUNDS; r++) {
            const double start = now();
            element = bench_plain_product(a, b, c, m, k, n);
            rate[r] = 2e-9 * (double)(m * k * n) / (now() - start);
        }
        printf(", \"plain_gflops\": %.2f}\n", quantile(rate, 1));
    }
    free(a);
    free(b);
    free(c);
    return there && isfinite(element);
}

/* The rate of what has no floor. */
static bool measure_language(void) {
    side engine = {bench_engine.run, bench_language_create()};
    if (!engine.state) return false;
    const double result = engine.run(engine.state, 10);
    double rate[ROUNDS];
    for (int r = 0; r < ROUNDS; r++) rate[r] = 1 / seconds_of(&engine, 1);
    printf("\n], \"language\": {\"name\": \"w3\", \"engine_per_second\": %.1f, \"result\": %.9g}",
           quantile(rate, 0.5), result);
    bench_engine.destroy(engine.state);
    return isfinite(result);
}

static bool compare_all(void) {
    bool same = true;
    printf("{\"real\": \"%s\", \"rounds\": %d, \"workloads\": [\n",
           sizeof(slm_real) == 4 ? "float" : "double", ROUNDS);
    for (size_t i = 0; i < bench_network_count; i++) {
        const bench_network *n = &bench_networks[i];
        side engine = {bench_engine.run, bench_engine.create(n)};
        side floor = {bench_floor.run, bench_floor.create(n)};
        if (!engine.state || !floor.state) return false;
        same = compare(n->name, &engine, &floor, i == 0) && same;
        bench_engine.destroy(engine.state);
        bench_floor.destroy(floor.state);
    }
    side engine = {bench_engine_map.draw, bench_engine_map.create()};
    side floor = {bench_floor_map.draw, bench_floor_map.create()};
    if (!engine.state || !floor.state) return false;
    same = compare("map", &engine, &floor, false) && same;
    bench_engine_map.destroy(engine.state);
    bench_floor_map.destroy(floor.state);
    return measure_language() && measure_plain_product() && same;
}

static bool run_network(const bench_network *n, const bench_trainer *by) {
    void *state = by->create(n);
    const double loss = state ? by->run(state, n->counted) : BENCH_FAILED;
    if (state) by->destroy(state);
    printf("%s %s: loss %.9g after %zu steps\n", n->name, by->name, loss, n->counted);
    return isfinite(loss);
}

static bool run_map(const bench_painter *by) {
    void *state = by->create();
    const double sum = state ? by->draw(state, 5) : BENCH_FAILED;
    if (state) by->destroy(state);
    printf("map %s: %.9g\n", by->name, sum);
    return isfinite(sum);
}

static bool run_chain(void) {
    void *chain = bench_chain_create(1000);
    const double last = chain ? bench_chain_run(chain, false, 200) : BENCH_FAILED;
    if (chain) bench_chain_destroy(chain);
    return isfinite(last);
}

static bool run_language(void) {
    void *state = bench_language_create();
    const double loss = state ? bench_engine.run(state, 3) : BENCH_FAILED;
    if (state) bench_engine.destroy(state);
    printf("w3 engine: loss %.9g after 3 steps\n", loss);
    return isfinite(loss);
}

static size_t start_of(const bench_network *n, slm_real *out) {
    return n ? bench_start(n, out) : bench_language_start(out);
}

/* Of a network, or, n NULL, of W3. */
static bool write_start(const bench_network *n) {
    const size_t count = start_of(n, NULL);
    slm_real *start = calloc(count, sizeof *start);
    const bool written = start && start_of(n, start) == count &&
                         fwrite(start, sizeof *start, count, stdout) == count;
    free(start);
    return written;
}

int main(int argc, char **argv) {
    if (argc < 2) return compare_all() ? 0 : 1;
    const bool floor = argc > 2 && strcmp(argv[2], "floor") == 0;
    const bool start = argc > 2 && strcmp(argv[2], "start") == 0;
    for (size_t i = 0; i < bench_network_count; i++)
        if (strcmp(argv[1], bench_networks[i].name) == 0)
            return start ? !write_start(&bench_networks[i])
                         : !run_network(&bench_networks[i], floor ? &bench_floor : &bench_engine);
    if (strcmp(argv[1], "map") == 0)
        return run_map(floor ? &bench_floor_map : &bench_engine_map) ? 0 : 1;
    if (strcmp(argv[1], "w3") == 0) return start ? !write_start(NULL) : !run_language();
    if (strcmp(argv[1], "chain") == 0) return run_chain() ? 0 : 1;
    fprintf(stderr, "workload: no workload named %s\n", argv[1]);
    return 2;
}
