/* The workloads by the public API, as its users write them. */
#include "bench.h"

#include <stdlib.h>

typedef struct {
    slm_ctx *slm;
    slm_tensor *loss;
    slm_optimizer *optimizer;
} engine;

static void engine_destroy(void *trained) {
    engine *e = trained;
    slm_destroy(e->slm);
    free(e);
}

static slm_tensor *record(slm_ctx *slm, const bench_network *n) {
    slm_tensor *x = slm_tensor_new(slm, SLM_SHAPE(n->batch, n->width[0]), NULL, false);
    slm_tensor *target =
        n->classes ? slm_index_new(slm, SLM_SHAPE(n->batch), NULL)
                   : slm_tensor_new(slm, SLM_SHAPE(n->batch, n->width[n->layers]), NULL, false);
    if (!x || !target) return NULL;
    int32_t *classes = n->classes ? calloc(n->batch, sizeof *classes) : NULL;
    bench_fill(n, slm_data_mut(slm, x), n->classes ? NULL : slm_data_mut(slm, target), classes);
    if (classes) slm_index_set(slm, target, classes, n->batch);
    free(classes);
    slm_tensor *h = x;
    for (int l = 0; l < n->layers; l++) {
        slm_linear layer;
        slm_linear_create(slm, &layer, "linear", n->width[l], n->width[l + 1], SLM_INIT_XAVIER);
        h = slm_linear_forward(slm, &layer, h);
        if (l + 1 < n->layers) h = slm_activate(slm, n->activation, h);
    }
    return n->classes ? slm_cross_entropy(slm, h, target, -1) : slm_mse(slm, h, target);
}

static engine *started(void) {
    engine *e = calloc(1, sizeof *e);
    if (!e) return NULL;
    e->slm = slm_create(NULL);
    const char *vectors = getenv("SLM_VECTORS");
    if (!vectors || slm_use_vectors(e->slm, vectors) == SLM_OK) return e;
    engine_destroy(e);
    return NULL;
}

static engine *made(engine *e, slm_tensor *loss, slm_optimizer_kind kind, double lr) {
    slm_optimizer_options options = slm_optimizer_defaults(kind);
    options.lr = lr;
    e->loss = loss;
    e->optimizer = slm_optimizer_create(e->slm, &options);
    if (e->loss && e->optimizer) return e;
    engine_destroy(e);
    return NULL;
}

static void *engine_create(const bench_network *n) {
    engine *e = started();
    return e ? made(e, record(e->slm, n), n->optimizer, n->lr) : NULL;
}

static double engine_run(void *trained, size_t steps) {
    engine *e = trained;
    for (size_t i = 0; i < steps; i++) {
        if (slm_forward(e->slm, e->loss)) return BENCH_FAILED;
        slm_zero_grad(e->slm);
        if (slm_backward(e->slm, e->loss, NULL)) return BENCH_FAILED;
        if (slm_optimizer_step(e->slm, e->optimizer)) return BENCH_FAILED;
    }
    return (double)slm_item(e->slm, e->loss);
}

void bench_engine_parts(void *trained, slm_ctx **slm, slm_tensor **loss) {
    engine *e = trained;
    *slm = e->slm;
    *loss = e->loss;
}

const bench_trainer bench_engine = {"engine", engine_create, engine_run, engine_destroy};

/* --- W3 --- */

const slm_transformer_options bench_language = {
    .vocabulary = 256, .context = 32, .width = 64, .heads = 4, .blocks = 2};

enum { TEXT = 1000 };

/* Two leaves, of tokens and of those that come after them, and the loss of the model for them. */
static slm_tensor *record_language(slm_ctx *slm, slm_tensor **x, slm_tensor **y) {
    slm_transformer model;
    slm_transformer_create(slm, &model, &bench_language);
    *x = slm_index_new(slm, SLM_SHAPE(BENCH_TEXT_ROWS, bench_language.context), NULL);
    *y = slm_index_new(slm, SLM_SHAPE(BENCH_TEXT_ROWS, bench_language.context), NULL);
    int32_t text[TEXT];
    for (int i = 0; i < TEXT; i++) text[i] = (i * i / 7 + i) % (int)bench_language.vocabulary;
    if (slm_text_batch(slm, *x, *y, text, TEXT)) return NULL;
    return slm_cross_entropy(slm, slm_transformer_forward(slm, &model, *x, true, NULL), *y, -1);
}

void *bench_language_create(void) {
    engine *e = started();
    slm_tensor *x, *y;
    return e ? made(e, record_language(e->slm, &x, &y), SLM_ADAM, 0.001) : NULL;
}

/* --- The map --- */

static void *map_create(void) {
    slm_trainer *t = slm_trainer_create(NULL);
    slm_trainer_set(t, "hidden", "16,16");
    slm_trainer_set(t, "activation", "tanh");
    slm_trainer_set(t, "init", "xavier");
    slm_trainer_reset(t);
    return t;
}

static double map_draw(void *map, size_t times) {
    static const uint32_t colours[3] = {0xf59322, 0xe8eaeb, 0x0877bd};
    float values[BENCH_MAP_SIDE * BENCH_MAP_SIDE];
    uint8_t rgba[4 * BENCH_MAP_SIDE * BENCH_MAP_SIDE];
    const slm_map_request request = {
        .x0 = -2, .x1 = 2, .y0 = -2, .y1 = 2, .width = BENCH_MAP_SIDE, .height = BENCH_MAP_SIDE};
    for (size_t i = 0; i < times; i++)
        if (slm_trainer_map(map, &request, colours, 3, values, rgba, NULL)) return BENCH_FAILED;
    double sum = 0;
    for (size_t i = 0; i < BENCH_MAP_SIDE * BENCH_MAP_SIDE; i++) sum += (double)values[i];
    for (size_t i = 0; i < sizeof rgba; i++) sum += rgba[i];
    return sum;
}

static void map_destroy(void *map) { slm_trainer_destroy(map); }

const bench_painter bench_engine_map = {"engine", map_create, map_draw, map_destroy};

/* --- What peers start from --- */

size_t bench_start(const bench_network *n, slm_real *out) {
    const size_t inputs = n->batch * n->width[0];
    const size_t targets = n->classes ? n->batch : n->batch * n->width[n->layers];
    size_t count = inputs + targets;
    for (int l = 0; l < n->layers; l++) count += (n->width[l] + 1) * n->width[l + 1];
    if (!out) return count;
    int32_t *classes = calloc(n->batch, sizeof *classes);
    slm_ctx *slm = slm_create(NULL);
    if (!classes || !slm) return 0;
    bench_fill(n, out, n->classes ? NULL : out + inputs, n->classes ? classes : NULL);
    for (size_t i = 0; n->classes && i < targets; i++) out[inputs + i] = (slm_real)classes[i];
    out += inputs + targets;
    for (int l = 0; l < n->layers; l++) {
        slm_linear layer;
        slm_linear_create(slm, &layer, "linear", n->width[l], n->width[l + 1], SLM_INIT_XAVIER);
        slm_tensor *const part[] = {layer.weight, layer.bias};
        for (int k = 0; k < 2; k++)
            for (size_t j = 0; j < slm_count(part[k]); j++) *out++ = slm_data(part[k])[j];
    }
    slm_destroy(slm);
    free(classes);
    return count;
}

/* Every parameter's numbers; returns how many. */
static size_t parameters(const slm_ctx *slm, slm_real *out) {
    size_t count = 0;
    for (size_t i = 0; i < slm_parameter_count(slm); i++) {
        const slm_tensor *p = slm_parameter_at(slm, i);
        for (size_t j = 0; j < slm_count(p); j++, count++)
            if (out) out[count] = slm_data(p)[j];
    }
    return count;
}

size_t bench_language_start(slm_real *out) {
    slm_ctx *slm = slm_create(NULL);
    slm_tensor *leaf[2];
    size_t count = 0;
    if (record_language(slm, &leaf[0], &leaf[1])) {
        for (int k = 0; k < 2; k++)
            for (size_t i = 0; i < slm_count(leaf[k]); i++, count++)
                if (out) out[count] = (slm_real)slm_index_data(leaf[k])[i];
        count += parameters(slm, out ? out + count : NULL);
    }
    slm_destroy(slm);
    return count;
}

size_t bench_map_start(slm_real *out) {
    slm_trainer *t = map_create();
    const size_t count = parameters(slm_trainer_context(t), out);
    slm_trainer_destroy(t);
    return count;
}
