#include "trainer/points.h"

#include <string.h>

slm_points *slm_points_of(const slm_trainer *t) {
    return t->ready && t->task->on_points ? t->state : NULL;
}

/* --- Data --- */

/* What `gather` makes. */
typedef struct {
    slm_dataset data;
    uint32_t *order; /* room for the sampler's permutation */
} gathered;

slm_dataset slm_points_shape(const slm_trainer *t, const slm_config *config, bool running) {
    const slm_source *source = slm_config_source(config);
    if (running) return slm_points_of(t)->data;
    if (source == &slm_source_own) return t->points;
    return (slm_dataset){
        .inputs = source->inputs, .outputs = source->outputs, .classes = source->classes};
}

/* Own points say themselves whether they are classes, so what suits them is not their source's. */
slm_loss slm_points_loss(const slm_config *config, const slm_dataset *shape) {
    int loss = slm_choice_of(config, SLM_KEY_LOSS);
    if (loss != SLM_LOSS_AUTO) return (slm_loss)loss;
    const slm_source *source = slm_config_source(config);
    if (source != &slm_source_own) return source->loss;
    if (!shape->classes) return SLM_LOSS_MSE;
    return shape->classes == 2 ? SLM_LOSS_BCE : SLM_LOSS_CROSS_ENTROPY;
}

static slm_dataset_options dataset_options(const slm_config *config) {
    return (slm_dataset_options){.samples = (size_t)slm_number_of(config, SLM_KEY_SAMPLES),
                                 .noise = slm_number_of(config, SLM_KEY_NOISE),
                                 .test_ratio = slm_number_of(config, SLM_KEY_TEST_RATIO),
                                 .seed = (uint64_t)slm_number_of(config, SLM_KEY_DATA_SEED)};
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

static gathered *gather(slm_arena *memory, const slm_config *config, const slm_dataset *points) {
    const slm_source *source = slm_config_source(config);
    slm_dataset_options options = dataset_options(config);
    gathered *made = slm_arena_array(memory, 1, sizeof *made);
    bool done = made != NULL;
    if (done && source->draw)
        done = slm_source_draw(source, memory, &options, &made->data);
    else if (done && source == &slm_source_own)
        done = copy_rows(memory, points, &made->data);
    else if (done)
        made->data = (slm_dataset){.inputs = source->inputs, .outputs = source->outputs};
    if (done) made->order = slm_arena_array(memory, made->data.train, sizeof *made->order);
    return done && made->order ? made : NULL;
}

slm_status slm_points_gather(slm_trainer *t, slm_arena *memory, void **data) {
    *data = gather(memory, &t->wanted, &t->points);
    return *data ? SLM_OK : slm_out_of_memory(t->slm, "reset");
}

/* Without data a step counts as one row, and so as an epoch. */
static void use(slm_trainer *t, uint64_t key, uint64_t epochs) {
    const gathered *made = t->data;
    slm_points *points = t->state;
    size_t rows = made->data.train ? made->data.train : 1;
    points->data = made->data;
    points->sampler = slm_sampler_start(key, rows, made->order);
    points->sampler.position = epochs * rows;
}

/* The order of batches has a random stream of its own: dropout and weights do not move it. */
void slm_points_begin(slm_trainer *t) {
    uint64_t seed = (uint64_t)slm_number_of(&t->running, SLM_KEY_SEED);
    slm_points *points = t->state;
    use(t, slm_rng_at(seed, 1), 0);
    points->loss = slm_points_loss(&t->running, &points->data);
}

/* Can the run go on with these points? */
static bool goes_on(const slm_trainer *t, const slm_dataset *own) {
    const slm_points *points = slm_points_of(t);
    return points && slm_config_source(&t->running) == &slm_source_own &&
           own->inputs == points->data.inputs && own->outputs == points->data.outputs &&
           own->classes == points->data.classes;
}

bool slm_points_waits(const slm_trainer *t) {
    return slm_config_source(&t->running) == &slm_source_own && !goes_on(t, &t->points);
}

slm_status slm_points_replace(slm_trainer *t, slm_arena *memory, const slm_dataset *own) {
    if (goes_on(t, own)) {
        const slm_points *points = t->state;
        slm_arena fresh;
        slm_arena_init(&fresh, &t->slm->memory);
        gathered *made = gather(&fresh, &t->running, own);
        if (!made) {
            slm_arena_free(&fresh);
            return slm_out_of_memory(t->slm, "points");
        }
        slm_arena_free(&t->data_memory);
        t->data_memory = fresh;
        t->data = made;
        use(t, points->sampler.key, points->sampler.position / points->sampler.rows);
        t->recorded = t->prepared = t->loaded = false;
    }
    slm_arena_free(&t->point_memory);
    t->point_memory = *memory;
    t->points = *own;
    return SLM_OK;
}

/* --- Batches --- */

/* Several outputs for classes: 1 in the class's column. Rows are short: a call of memcpy is not. */
static void load(const slm_trainer *t, const slm_task_graph *g, size_t at, size_t count,
                 const uint32_t *order, size_t first) {
    const slm_points *points = t->state;
    const slm_dataset *data = &points->data;
    const size_t inputs = data->inputs, width = g->y && g->y->data ? g->y->shape.dim[1] : 0;
    const bool one_hot = data->classes && width > 1;
    slm_real *x = g->x->data + at * inputs, *y = width ? g->y->data + at * width : NULL;
    int32_t *label = g->y && g->y->index ? g->y->index + at : NULL;
    for (size_t r = 0; r < count; r++) {
        const size_t row = order ? order[r] : first + r;
        for (size_t j = 0; j < inputs; j++) *x++ = data->x[row * inputs + j];
        for (size_t j = 0; j < width; j++)
            *y++ = one_hot ? (size_t)data->label[row] == j : data->y[row * width + j];
        if (label) label[r] = data->label[row];
    }
}

void slm_points_loaded(slm_trainer *t, const slm_task_graph *g) {
    g->x->stamp = ++t->slm->clock;
    if (g->y) g->y->stamp = t->slm->clock;
}

void slm_points_load(const slm_trainer *t, const slm_task_graph *g, size_t first, size_t count) {
    load(t, g, 0, count, NULL, first);
}

/* All training rows at once need no shuffling; then they also stay in the order they are drawn in.
 */
void slm_points_load_batch(slm_trainer *t) {
    slm_points *points = t->state;
    const slm_task_graph *g = &t->train;
    if (!g->x) return;
    size_t count = g->rows;
    if (count == points->data.train) load(t, g, 0, count, NULL, 0);
    for (size_t r = 0; r < g->rows && g->rows < points->data.train; r += count) {
        const uint64_t at = points->sampler.position + r;
        const uint32_t *rows = slm_sampler_rows(&points->sampler, at, &count);
        if (count > g->rows - r) count = g->rows - r;
        load(t, g, r, count, rows, 0);
    }
    slm_points_loaded(t, g);
}

void slm_points_advance(slm_trainer *t) {
    slm_points *points = t->state;
    points->sampler.position += t->train.rows;
}

void slm_points_progress(const slm_trainer *t, slm_progress *progress) {
    const slm_points *points = t->state;
    const slm_sampler *sampler = &points->sampler;
    progress->epoch = sampler->position / sampler->rows;
    progress->epochs = (double)sampler->position / (double)sampler->rows;
}

/* --- Graphs --- */

size_t slm_points_batch(const slm_trainer *t) {
    const slm_points *points = t->state;
    size_t batch = (size_t)slm_number_of(&t->running, SLM_KEY_BATCH);
    return batch == 0 || batch > points->data.train ? points->data.train : batch;
}

static slm_tensor *record_loss(slm_trainer *t, slm_tensor *output, slm_tensor *y) {
    switch (((slm_points *)t->state)->loss) {
    case SLM_LOSS_BCE:
        return slm_bce_with_logits(t->slm, output, y);
    case SLM_LOSS_CROSS_ENTROPY:
        return slm_cross_entropy(t->slm, output, y, -1);
    default:
        return slm_mse(t->slm, output, y);
    }
}

static slm_tensor *record_prediction(slm_trainer *t, slm_tensor *output) {
    switch (((slm_points *)t->state)->loss) {
    case SLM_LOSS_BCE:
        return slm_sigmoid(t->slm, output);
    case SLM_LOSS_CROSS_ENTROPY:
        return slm_softmax(t->slm, output, -1);
    default:
        return output;
    }
}

static bool record_x(slm_trainer *t, slm_task_graph *g, size_t rows) {
    const slm_points *points = t->state;
    g->rows = rows;
    g->x = slm_tensor_new(t->slm, SLM_SHAPE(rows, points->data.inputs), NULL, false);
    return g->x && slm_name(t->slm, g->x, "x");
}

bool slm_points_record_loss(slm_trainer *t, slm_task_graph *g, size_t rows, bool training,
                            slm_points_model *model) {
    slm_ctx *slm = t->slm;
    const slm_points *points = t->state;
    if (!record_x(t, g, rows)) return false;
    g->output = model(t, g->x, training, NULL);
    if (!g->output) return false;
    if (points->loss == SLM_LOSS_CROSS_ENTROPY)
        g->y = slm_index_new(slm, SLM_SHAPE(rows), NULL);
    else
        g->y = slm_tensor_new(slm, SLM_SHAPE(rows, slm_dim(g->output, 1)), NULL, false);
    if (!g->y || !slm_name(slm, g->y, "y")) return false;
    if (!training && !(g->prediction = record_prediction(t, g->output))) return false;
    g->loss = record_loss(t, g->output, g->y);
    return g->loss && slm_name(slm, g->loss, "loss") && slm_order_of(slm, g->loss, "reset");
}

static bool record_prediction_of(slm_trainer *t, slm_task_graph *g, size_t rows,
                                 slm_points_model *model, slm_tensor **hidden) {
    if (!record_x(t, g, rows)) return false;
    g->output = model(t, g->x, false, hidden);
    g->prediction = g->output ? record_prediction(t, g->output) : NULL;
    return g->prediction && slm_order_of(t->slm, g->output, "reset") &&
           slm_order_of(t->slm, g->prediction, "reset");
}

/* Rows that are predicted at once: so many that the training rows leave the last chunk full. */
static size_t chunk_rows(const slm_points *points) {
    const size_t train = points->data.train ? points->data.train : 1;
    const size_t chunks = (train + SLM_CHUNK - 1) / SLM_CHUNK, rows = (train + chunks - 1) / chunks;
    return rows < SLM_LEAST_CHUNK ? SLM_LEAST_CHUNK : rows;
}

bool slm_points_record_predictions(slm_trainer *t, slm_points_model *model) {
    slm_points *points = t->state;
    return record_prediction_of(t, &points->predict, chunk_rows(points), model, points->hidden) &&
           record_prediction_of(t, &points->probe, 1, model, NULL);
}

/* --- A run as bytes: loss, rows of training data, place of the sampler, its key --- */

void slm_points_save(const slm_trainer *t, slm_writer *w) {
    const slm_points *points = t->state;
    slm_write_u8(w, (unsigned)points->loss);
    slm_write_u64(w, points->data.train);
    slm_write_u64(w, points->sampler.position);
    slm_write_u64(w, points->sampler.key);
}

slm_status slm_points_restore(slm_trainer *t, slm_loader *l) {
    slm_points *points = t->state;
    if (slm_read_u8(&l->r) != (unsigned)points->loss)
        return slm_saved_refuse(l->slm, &l->r, "the run had another loss");
    if (slm_read_u64(&l->r) != points->data.train)
        return slm_saved_refuse(l->slm, &l->r, "the run had another number of training rows");
    const uint64_t position = slm_read_u64(&l->r), key = slm_read_u64(&l->r);
    if (position > UINT64_MAX / 2) return slm_saved_damaged(l->slm, &l->r);
    if (l->pass != SLM_LOAD_APPLY) return SLM_OK;
    points->sampler.position = position;
    points->sampler.key = key;
    points->sampler.epoch = UINT64_MAX;
    return SLM_OK;
}
