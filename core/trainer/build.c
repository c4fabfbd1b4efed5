/* Building a run, and recording its graphs. */
#include "trainer/internal.h"

#include <string.h>

static const double SQUARE_START = 3; /* where x of y = x*x + x begins */

static bool is_square(const slm_config *config) {
    return slm_config_source(config) == &slm_source_square;
}

/* --- Data --- */

slm_status slm_trainer_shape(const slm_trainer *t, slm_dataset *shape) {
    const slm_source *source = slm_config_source(&t->wanted);
    if (source == &slm_source_own)
        *shape = t->points;
    else
        *shape = (slm_dataset){
            .inputs = source->inputs, .outputs = source->outputs, .classes = source->classes};
    return slm_config_check(&t->wanted, shape, &t->slm->error);
}

static bool copy_rows(slm_arena *memory, const slm_dataset *from, slm_dataset *to) {
    size_t count = from->train + from->test;
    slm_rows rows;
    if (!slm_rows_alloc(memory, &rows, count, from->inputs, from->outputs, from->classes))
        return false;
    memcpy(rows.x, from->x, count * from->inputs * sizeof *rows.x);
    memcpy(rows.y, from->y, count * from->outputs * sizeof *rows.y);
    if (rows.label) memcpy(rows.label, from->label, count * sizeof *rows.label);
    *to = rows.data;
    to->train = from->train;
    to->test = from->test;
    return true;
}

/* The data of a configuration, and room for the sampler's permutation. */
typedef struct {
    slm_arena memory;
    slm_dataset data;
    uint32_t *order;
} new_data;

static bool make_data(const slm_config *config, const slm_dataset *points, new_data *made) {
    const slm_source *source = slm_config_source(config);
    slm_dataset_options options = slm_config_dataset(config);
    bool done = true;
    if (source->draw)
        done = slm_source_draw(source, &made->memory, &options, &made->data);
    else if (source == &slm_source_own)
        done = copy_rows(&made->memory, points, &made->data);
    else
        made->data = (slm_dataset){.inputs = source->inputs, .outputs = source->outputs};
    made->order =
        done ? slm_arena_array(&made->memory, made->data.train, sizeof *made->order) : NULL;
    if (made->order) return true;
    slm_arena_free(&made->memory);
    return false;
}

/* What there is no data of counts one row a step, and so an epoch a step. */
static void use_data(slm_trainer *t, const new_data *made, uint64_t key, uint64_t epochs) {
    slm_arena_free(&t->data_memory);
    t->data_memory = made->memory;
    t->data = made->data;
    size_t rows = made->data.train ? made->data.train : 1;
    t->sampler = slm_sampler_start(key, rows, made->order);
    t->sampler.position = epochs * rows;
}

bool slm_trainer_goes_on(const slm_trainer *t, const slm_dataset *points) {
    return t->ready && slm_config_source(&t->running) == &slm_source_own &&
           points->inputs == t->data.inputs && points->outputs == t->data.outputs &&
           points->classes == t->data.classes;
}

slm_status slm_trainer_replace_points(slm_trainer *t, slm_arena *memory,
                                      const slm_dataset *points) {
    if (slm_trainer_goes_on(t, points)) {
        new_data made;
        slm_arena_init(&made.memory, &t->slm->memory);
        if (!make_data(&t->running, points, &made)) return slm_out_of_memory(t->slm, "points");
        use_data(t, &made, t->sampler.key, t->sampler.position / t->sampler.rows);
        t->recorded = t->prepared = t->loaded = false;
    }
    slm_arena_free(&t->point_memory);
    t->point_memory = *memory;
    t->points = *points;
    return SLM_OK;
}

/* --- Parameters --- */

static void set_values(slm_tensor *parameter, const double *values) {
    for (size_t i = 0; i < parameter->count; i++) parameter->data[i] = (slm_real)values[i];
}

static slm_status make_network(slm_trainer *t) {
    slm_mlp_options options = slm_config_mlp(&t->running, &t->data);
    slm_status s = slm_mlp_create(t->slm, &t->mlp, &options);
    if (s || !slm_config_init_is_given(&t->running)) return s;
    const slm_given_weights *given = slm_config_source(&t->running)->given;
    set_values(t->mlp.linear[0].weight, given->weight1);
    set_values(t->mlp.linear[0].bias, given->bias1);
    set_values(t->mlp.linear[1].weight, given->weight2);
    set_values(t->mlp.linear[1].bias, given->bias2);
    return SLM_OK;
}

static slm_status make_variable(slm_trainer *t) {
    t->variable = slm_parameter(t->slm, "x", 0, NULL);
    if (!t->variable) return SLM_E_MEMORY;
    t->variable->data[0] = (slm_real)SQUARE_START;
    return SLM_OK;
}

static void group_layers(slm_trainer *t) {
    t->layers = 0;
    for (size_t i = 0; i < t->slm->parameters; i++) {
        const slm_tensor *p = t->slm->parameter[i];
        const char *name = *p->scope ? p->scope : p->name;
        if (!t->layers || strcmp(t->layer[t->layers - 1].name, name))
            t->layer[t->layers++] = (slm_layer){.name = name, .first = i};
        t->layer[t->layers - 1].count++;
    }
    t->parameters = t->slm->parameters;
}

static slm_status make_lasting(slm_trainer *t) {
    slm_ctx *slm = t->slm;
    t->variable = NULL;
    slm_status s = is_square(&t->running) ? make_variable(t) : make_network(t);
    if (s) return s;
    slm_optimizer_options options = slm_config_optimizer(&t->running);
    t->optimizer = slm_optimizer_create(slm, &options);
    if (!t->optimizer) return SLM_E_MEMORY;
    group_layers(t);
    size_t weights = 0;
    for (size_t i = 0; i < t->parameters; i++) weights += slm->parameter[i]->count;
    t->before = slm_arena_array(&slm->lasting, weights, sizeof *t->before);
    size_t columns = SLM_COLUMN_ROWS + 2 * ((size_t)t->layers + t->parameters);
    if (t->before && slm_track_init(&t->steps, &slm->lasting, columns) &&
        slm_track_init(&t->tests, &slm->lasting, SLM_TEST_COLUMNS))
        return SLM_OK;
    return slm_out_of_memory(slm, "reset");
}

/* --- Graphs --- */

/* The network, or the function y = x*x + x in its place. */
static slm_tensor *record_output(slm_trainer *t, slm_graph *g, slm_tensor *x, bool training) {
    slm_ctx *slm = t->slm;
    if (t->variable) return slm_add(slm, slm_mul(slm, x, x), x);
    return slm_mlp_forward(slm, &t->mlp, x, training, g->hidden);
}

static slm_tensor *record_loss(slm_trainer *t, slm_tensor *output, slm_tensor *y) {
    switch (t->loss) {
    case SLM_LOSS_BCE:
        return slm_bce_with_logits(t->slm, output, y);
    case SLM_LOSS_CROSS_ENTROPY:
        return slm_cross_entropy(t->slm, output, y, -1);
    default:
        return slm_mse(t->slm, output, y);
    }
}

static slm_tensor *record_prediction(slm_trainer *t, slm_tensor *output) {
    switch (t->loss) {
    case SLM_LOSS_BCE:
        return slm_sigmoid(t->slm, output);
    case SLM_LOSS_CROSS_ENTROPY:
        return slm_softmax(t->slm, output, -1);
    default:
        return output;
    }
}

static bool record_x(slm_trainer *t, slm_graph *g, size_t rows) {
    slm_ctx *slm = t->slm;
    g->rows = rows;
    g->x = slm_tensor_new(slm, SLM_SHAPE(rows, t->data.inputs), NULL, false);
    return g->x && slm_name(slm, g->x, "x");
}

/* x, the network, y and the loss: for training, and for test rows without dropout. */
static bool record_with_loss(slm_trainer *t, slm_graph *g, size_t rows, bool training) {
    slm_ctx *slm = t->slm;
    if (!record_x(t, g, rows)) return false;
    g->output = record_output(t, g, g->x, training);
    if (!g->output) return false;
    if (slm_trainer_loads_labels(t))
        g->y = slm_index_new(slm, SLM_SHAPE(rows), NULL);
    else
        g->y = slm_tensor_new(slm, SLM_SHAPE(rows, slm_dim(g->output, 1)), NULL, false);
    if (!g->y || !slm_name(slm, g->y, "y")) return false;
    if (!training && !(g->prediction = record_prediction(t, g->output))) return false;
    g->loss = record_loss(t, g->output, g->y);
    return g->loss && slm_name(slm, g->loss, "loss") && slm_order_of(slm, g->loss, "reset");
}

/* The function itself is what is made small: its value is the loss. */
static bool record_function(slm_trainer *t, slm_graph *g) {
    g->rows = 1;
    g->output = g->loss = record_output(t, g, t->variable, false);
    return g->loss && slm_name(t->slm, g->loss, "y") && slm_order_of(t->slm, g->loss, "reset");
}

static bool record_without_loss(slm_trainer *t, slm_graph *g, size_t rows) {
    if (!record_x(t, g, rows)) return false;
    g->output = record_output(t, g, g->x, false);
    g->prediction = g->output ? record_prediction(t, g->output) : NULL;
    return g->prediction && slm_order_of(t->slm, g->output, "reset") &&
           slm_order_of(t->slm, g->prediction, "reset");
}

static size_t batch_rows(const slm_trainer *t) {
    size_t batch = (size_t)slm_number_of(&t->running, SLM_KEY_BATCH);
    return batch == 0 || batch > t->data.train ? t->data.train : batch;
}

/* Rows that are predicted at once: so many that the training rows leave the last chunk full. */
static size_t chunk_rows(const slm_trainer *t) {
    const size_t train = t->data.train ? t->data.train : 1;
    const size_t chunks = (train + SLM_CHUNK - 1) / SLM_CHUNK, rows = (train + chunks - 1) / chunks;
    return rows < SLM_LEAST_CHUNK ? SLM_LEAST_CHUNK : rows;
}

static bool record_all(slm_trainer *t) {
    slm_ctx *slm = t->slm;
    if (t->variable ? !record_function(t, &t->train)
                    : !record_with_loss(t, &t->train, batch_rows(t), true))
        return false;
    slm->no_grad = true;
    size_t whole = t->data.test / SLM_CHUNK, rest = t->data.test % SLM_CHUNK;
    return (!whole || record_with_loss(t, &t->test, SLM_CHUNK, false)) &&
           (!rest || record_with_loss(t, &t->rest, rest, false)) &&
           record_without_loss(t, &t->predict, chunk_rows(t)) &&
           record_without_loss(t, &t->probe, 1);
}

/* The caller's open scopes and no-grad section take no part in it. */
static slm_status record_graphs(slm_trainer *t) {
    slm_ctx *slm = t->slm;
    slm_status s = slm_tape_rewind(slm, t->empty);
    if (s) return s;
    const char *scope = slm->scope;
    bool no_grad = slm->no_grad;
    slm->scope = "";
    slm->no_grad = false;
    /* What is no shape may have changed since the parameters were made. */
    if (!t->variable) t->mlp.options = slm_config_mlp(&t->running, &t->data);
    t->train = t->test = t->rest = t->predict = t->probe = (slm_graph){0};
    slm->error.own = SLM_OK;
    slm->deferred = true; /* no graph has its data yet */
    t->recorded = record_all(t);
    slm->deferred = false;
    slm->scope = scope;
    slm->no_grad = no_grad;
    t->prepared = t->loaded = false;
    t->nodes = slm->nodes;
    t->last_id = slm->last_id;
    if (t->recorded) {
        t->recordings++;
        return SLM_OK;
    }
    s = slm->error.own;
    slm_tape_rewind(slm, t->empty);
    return s;
}

/* A caller may have rewound the tape to a mark from before the graphs. */
static bool graphs_stand(const slm_trainer *t) {
    const slm_ctx *slm = t->slm;
    return t->recorded && slm->nodes >= t->nodes && slm->node[t->nodes - 1]->id == t->last_id;
}

slm_status slm_trainer_ensure(slm_trainer *t) {
    if (!t->ready)
        return SLM_FAIL(&t->slm->error, SLM_E_STRUCTURE, SLM_TEXT("op", "trainer"),
                        SLM_TEXT("what", "a trainer without a run"),
                        SLM_TEXT("rule", "reset it first"));
    return graphs_stand(t) ? SLM_OK : record_graphs(t);
}

/* --- Reset --- */

static void forget_run(slm_trainer *t) {
    slm_ctx_clear(t->slm);
    t->ready = t->recorded = t->prepared = t->loaded = false;
    t->recordings++; /* the ids are gone, whether or not others come */
}

static slm_status build(slm_trainer *t) {
    slm_ctx *slm = t->slm;
    uint64_t seed = (uint64_t)slm_number_of(&t->running, SLM_KEY_SEED);
    slm_rng callers = slm->rng;
    slm->rng = slm_rng_seeded(seed);
    slm_status s = make_lasting(t);
    t->rng = slm->rng;
    slm->rng = callers;
    if (s) return s;
    t->empty = slm_tape_mark(slm);
    t->ready = true;
    t->step = 0;
    t->step_loss = t->norm = (double)NAN;
    t->bad_node = 0;
    t->tested_step = 0;
    t->test_overdue = false;
    for (int i = 0; i < SLM_TEST_COLUMNS; i++) t->tested[i] = (double)NAN;
    s = slm_trainer_ensure(t);
    return s ? s : slm_trainer_evaluate(t);
}

slm_status slm_trainer_reset(slm_trainer *t) {
    if (!t) return SLM_E_NULL;
    if (t->slm->depth)
        return SLM_FAIL(&t->slm->error, SLM_E_SCOPE,
                        SLM_TEXT("rule", "close the open ones before a reset"));
    slm_dataset shape;
    slm_status s = slm_trainer_shape(t, &shape);
    if (s) return s;
    new_data made;
    slm_arena_init(&made.memory, &t->slm->memory);
    if (!make_data(&t->wanted, &t->points, &made)) return slm_out_of_memory(t->slm, "reset");
    forget_run(t);
    t->running = t->wanted;
    /* The order of batches has its own stream: dropout and weights do not move it. */
    uint64_t seed = (uint64_t)slm_number_of(&t->running, SLM_KEY_SEED);
    use_data(t, &made, slm_rng_at(seed, 1), 0);
    t->loss = slm_config_loss(&t->running, &t->data);
    s = build(t);
    if (s) forget_run(t);
    return s;
}
