/* The task of a network on points: classes or numbers from the columns of a data set. */
#include "trainer/points.h"

typedef struct {
    slm_points points;
    slm_mlp mlp;
    slm_task_graph test, rest; /* whole chunks of the test rows, and the rest; rows 0: none */
} run;

/* --- The network of a configuration --- */

static bool init_is_given(const slm_config *config) {
    return slm_choice_of(config, SLM_KEY_INIT) == SLM_INIT_GIVEN;
}

/* Two classes need one output, unless softmax is to choose between two. */
static size_t output_width(const slm_config *config, const slm_dataset *shape) {
    if (!shape->classes) return shape->outputs;
    bool one = shape->classes == 2 && slm_points_loss(config, shape) != SLM_LOSS_CROSS_ENTROPY;
    return one ? 1 : shape->classes;
}

static slm_mlp_options mlp_options(const slm_config *config, const slm_dataset *shape) {
    const slm_setting *hidden = &config->value[SLM_KEY_HIDDEN];
    const slm_setting *activation = &config->value[SLM_KEY_ACTIVATION];
    slm_mlp_options o = {.inputs = shape->inputs,
                         .outputs = output_width(config, shape),
                         .hidden_count = hidden->count,
                         .output = (slm_activation)slm_choice_of(config, SLM_KEY_OUTPUT),
                         .dropout = slm_number_of(config, SLM_KEY_DROPOUT),
                         .init = init_is_given(config)
                                     ? SLM_INIT_ZEROS
                                     : (slm_init)slm_choice_of(config, SLM_KEY_INIT)};
    for (int i = 0; i < hidden->count; i++) {
        o.hidden[i] = (size_t)hidden->item[i];
        o.activation[i] = (slm_activation)activation->item[activation->count == 1 ? 0 : i];
    }
    return o;
}

static bool given_fits(const slm_config *config, const slm_dataset *shape) {
    const slm_given_weights *given = slm_config_source(config)->given;
    const slm_setting *hidden = &config->value[SLM_KEY_HIDDEN];
    return given && given->inputs == shape->inputs && given->outputs == shape->outputs &&
           hidden->count == 1 && (size_t)hidden->item[0] == given->hidden;
}

static slm_status check(const slm_trainer *t, const slm_config *config, bool running,
                        slm_error *err) {
    const slm_dataset shape = slm_points_shape(t, config, running);
    int hidden = config->value[SLM_KEY_HIDDEN].count;
    int activations = config->value[SLM_KEY_ACTIVATION].count;
    slm_loss loss = slm_points_loss(config, &shape);
    if (!shape.inputs)
        return slm_config_conflict(config, SLM_KEY_DATA, "having no points", "give points first",
                                   err);
    if (activations != 1 && activations != hidden)
        return slm_config_conflict(
            config, SLM_KEY_ACTIVATION, "hidden",
            "there must be one activation for all hidden layers, or one for each", err);
    if (loss != SLM_LOSS_MSE && !shape.classes)
        return slm_config_conflict(config, SLM_KEY_LOSS, "data", "numbers to predict need mse",
                                   err);
    if (loss != SLM_LOSS_MSE && slm_choice_of(config, SLM_KEY_OUTPUT) != SLM_IDENTITY)
        return slm_config_conflict(config, SLM_KEY_OUTPUT, "loss",
                                   "bce and cross_entropy work on outputs without an activation",
                                   err);
    if (init_is_given(config) && !given_fits(config, &shape))
        return slm_config_conflict(config, SLM_KEY_INIT, "data or hidden",
                                   "only by_hand has given weights, for hidden 2", err);
    return SLM_OK;
}

/* --- Parameters and graphs --- */

static void set_values(slm_tensor *parameter, const double *values) {
    for (size_t i = 0; i < parameter->count; i++) parameter->data[i] = (slm_real)values[i];
}

static slm_status make(slm_trainer *t) {
    run *r = t->state;
    slm_points_begin(t);
    slm_mlp_options options = mlp_options(&t->running, &r->points.data);
    r->points.outputs = options.outputs;
    slm_status s = slm_mlp_create(t->slm, &r->mlp, &options);
    if (s || !init_is_given(&t->running)) return s;
    const slm_given_weights *given = slm_config_source(&t->running)->given;
    set_values(r->mlp.linear[0].weight, given->weight1);
    set_values(r->mlp.linear[0].bias, given->bias1);
    set_values(r->mlp.linear[1].weight, given->weight2);
    set_values(r->mlp.linear[1].bias, given->bias2);
    return SLM_OK;
}

static slm_tensor *network(slm_trainer *t, slm_tensor *x, bool training, slm_tensor **hidden) {
    const run *r = t->state;
    return slm_mlp_forward(t->slm, &r->mlp, x, training, hidden);
}

static bool record(slm_trainer *t) {
    run *r = t->state;
    /* All but the sizes may have changed since the parameters were made. */
    r->mlp.options = mlp_options(&t->running, &r->points.data);
    r->points.hidden_count = r->mlp.options.hidden_count;
    r->test = r->rest = (slm_task_graph){0};
    if (!slm_points_record_loss(t, &t->train, slm_points_batch(t), true, network)) return false;
    t->slm->no_grad = true;
    size_t whole = r->points.data.test / SLM_CHUNK, rest = r->points.data.test % SLM_CHUNK;
    return (!whole || slm_points_record_loss(t, &r->test, SLM_CHUNK, false, network)) &&
           (!rest || slm_points_record_loss(t, &r->rest, rest, false, network)) &&
           slm_points_record_predictions(t, network);
}

/* --- The test --- */

/* What the test rows give, summed. */
typedef struct {
    double loss;
    size_t correct;
} sums;

/* Rows from *row on, as long as there are enough for the whole graph. */
static slm_status test_rows(slm_trainer *t, const slm_task_graph *g, size_t *row, sums *sum) {
    const slm_points *points = t->state;
    const slm_dataset *data = &points->data;
    const size_t end = data->train + data->test;
    for (; g->rows && *row + g->rows <= end; *row += g->rows) {
        slm_points_load(t, g, *row, g->rows);
        slm_points_loaded(t, g);
        slm_status s = slm_trainer_replay(t, g->loss);
        /* Its input has just been computed. */
        if (!s && g->prediction != g->output) s = slm_node_forward(t->slm, g->prediction->node);
        if (s) return s;
        sum->loss += (double)g->loss->data[0] * (double)g->rows;
        if (data->classes) sum->correct += slm_points_right(points, g, *row, g->rows, NULL);
    }
    return SLM_OK;
}

static slm_status evaluate(slm_trainer *t, double value[SLM_TEST_COLUMNS], bool *measured) {
    const run *r = t->state;
    const slm_dataset *data = &r->points.data;
    const double test = (double)data->test;
    sums sum = {0};
    size_t row = data->train, correct = 0;
    slm_status s = test_rows(t, &r->test, &row, &sum);
    if (!s) s = test_rows(t, &r->rest, &row, &sum);
    if (!s && data->classes) s = slm_points_count(t, 0, data->train, NULL, &correct);
    if (s) return s;
    if (data->test) value[SLM_TEST_COLUMN(TEST_LOSS)] = sum.loss / test;
    if (data->test && data->classes)
        value[SLM_TEST_COLUMN(TEST_ACCURACY)] = (double)sum.correct / test;
    if (data->classes)
        value[SLM_TEST_COLUMN(TRAIN_ACCURACY)] = (double)correct / (double)data->train;
    *measured = data->test || data->classes;
    return SLM_OK;
}

static const slm_view *const views[] = {&slm_view_map, &slm_view_probe, &slm_view_confusion, NULL};

const slm_task slm_task_mlp = {
    .name = "mlp",
    .summary = "A network of linear layers learns classes or numbers from points.",
    .views = views,
    .state_bytes = sizeof(run),
    .on_points = true,
    .check = check,
    .gather = slm_points_gather,
    .waits = slm_points_waits,
    .make = make,
    .record = record,
    .load = slm_points_load_batch,
    .advance = slm_points_advance,
    .evaluate = evaluate,
    .progress = slm_points_progress,
    .save = slm_points_save,
    .restore = slm_points_restore,
};
