/* The trainer: a whole run, configured by key and value. Included by slm.h. */
#ifndef SLM_TRAINER_TRAINER_H
#define SLM_TRAINER_TRAINER_H

#include "data/dataset.h"
#include "training/training.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- Trainer
 *
 * A trainer owns a context and in it, from reset to reset, one run: data, a network, its recorded
 * training graph and an optimizer. Errors stand in that context, like all others.
 *
 *     slm_trainer *t = slm_trainer_create(NULL);     // the manual's network
 *     slm_trainer_set(t, "lr", "0.05");
 *     slm_trainer_reset(t);
 *     slm_trainer_train(t, 400, NULL);
 *     slm_trainer_destroy(t);
 *
 * Tensors. The training graph has the leaves "x" (batch, inputs) and "y" (targets, or class indices
 * for cross_entropy) and the root "loss"; for data = square it is y = x*x + x of the parameter "x".
 * A reset, or a change of a key described as "graph", records anew: ids are new and older tensor
 * pointers are no longer valid; slm_trainer_recording changes with it. Between them tensors, and
 * pointers into them, stay put. A reset ends all that was made in the trainer's context, the
 * caller's own parameters, networks and optimizers included.
 *
 * What values belong to what. After slm_trainer_prepare the parameters, activations and gradients
 * all belong to one step, the coming one. After slm_trainer_train the parameters are those after
 * the last update, while activations, gradients and the loss are those that led to it (gradients
 * scaled, if clipped). So prepare before walking the graph (slm_backward_begin): backward refuses
 * activations that are older than the parameters. A graph just recorded holds zeros until then.
 *
 * Parameters may be edited between steps (slm_set, slm_data_mut): the next step is then prepared
 * again with the same batch and dropout masks. --- */

typedef struct slm_trainer slm_trainer;

slm_trainer *slm_trainer_create(const slm_allocator *allocator); /* NULL when out of memory */
void slm_trainer_destroy(slm_trainer *t);                        /* NULL is allowed */
slm_ctx *slm_trainer_context(slm_trainer *t); /* the same one for the trainer's whole life */

/* Configuration, key by key and as text: "0.1", "relu", "16,16". slm_describe_config lists the keys
 * with ranges and defaults. A refused value (KEY_UNKNOWN, KEY_NUMBER, KEY_CHOICE) changes nothing.
 * A whole number may be written in any decimal form ("16.0", "1.6e1") and is read exactly. A real
 * is rounded to nine significant digits: what slm_trainer_get gives sets the same number again.
 * Each key is of one kind. A change of a "live" one takes effect with the next step; of a
 * "graph" one the graph is recorded again, and weights, optimizer state and step are kept; a
 * "reset" one waits for slm_trainer_reset. */
slm_status slm_trainer_set(slm_trainer *t, const char *key, const char *value);

/* The value set last, as text; valid until the next call with this trainer; NULL for an unknown
 * key, with the error. */
const char *slm_trainer_get(slm_trainer *t, const char *key);

/* Every key to its default, then those of the scenario: a lesson's data, network and rates. What
 * needs no reset reaches the run there is, as if set key by key; the rest waits. */
slm_status slm_trainer_scenario(slm_trainer *t, const char *name);

/* Does a key, or do own points of another form, wait for a reset? Also true without a run. */
bool slm_trainer_needs_reset(const slm_trainer *t);

/* Own points, copied, for data = own. x (count, inputs), y (count, outputs) or, when classes > 0,
 * label (count) from 0 to classes - 1 and y NULL with outputs 1; test (count) of 0 and 1, NULL: all
 * for training. At least one row must be for training. All numbers must be finite. A run on own
 * data with the same inputs, outputs and classes goes on with the new points, its epoch started
 * anew; otherwise they wait for a reset. */
slm_status slm_trainer_points(slm_trainer *t, size_t count, size_t inputs, size_t outputs,
                              size_t classes, const slm_real *x, const slm_real *y,
                              const int32_t *label, const unsigned char *test);

/* Builds the run that the configuration describes: the same configuration gives the same bits.
 * KEY_CONFLICT when keys do not go together, SCOPE while the caller has a scope open in the
 * context: the run there was then stays, and all else in the context, as they do when memory runs
 * out for the new data. When it runs out later, all of that has ended and the trainer is left
 * without a run (slm_trainer_ready); slm_trainer_recording tells which. Its configuration stays in
 * any case, and it can be reset again. */
slm_status slm_trainer_reset(slm_trainer *t);
bool slm_trainer_ready(const slm_trainer *t); /* is there a run? */

/* The run's tensors and data; NULL without a run, or when recording failed for lack of memory
 * (with the error; the next call tries again). */
slm_tensor *slm_trainer_loss(slm_trainer *t);   /* the root of the training graph */
slm_tensor *slm_trainer_x(slm_trainer *t);      /* its leaves; NULL when the scenario has none */
slm_tensor *slm_trainer_y(slm_trainer *t);      /* likewise */
slm_tensor *slm_trainer_output(slm_trainer *t); /* the network's output in it: (batch, outputs) */

/* The number of the recording: changes whenever ids do, by a new recording or by a reset that ended
 * the old one. */
uint64_t slm_trainer_recording(const slm_trainer *t);
const slm_dataset *slm_trainer_data(const slm_trainer *t); /* valid until reset or new points */

/* Steps */

#define SLM_STOPS                                                                                  \
    SLM_X(DONE, "done")           /* all steps asked for were made */                              \
    SLM_X(CONDITION, "condition") /* stop_loss or stop_step was met */                             \
    SLM_X(NONFINITE, "nonfinite") /* a value or gradient is NaN or infinite; no update was made */

typedef enum {
#define SLM_X(code, name) SLM_STOP_##code,
    SLM_STOPS
#undef SLM_X
        SLM_STOP_COUNT
} slm_stop;

const char *slm_stop_name(slm_stop stop); /* "done"; static; "" when unknown */

typedef struct {
    uint64_t done; /* steps made in this call */
    slm_stop stop;
    /* With SLM_STOP_NONFINITE: the first node with such a value, leaves before results as in
     * slm_describe_graph; if all values are finite, the first with such a gradient in the order of
     * backward. 0 otherwise. */
    uint32_t bad_node;
    bool bad_gradient;
} slm_train_result;

/* Up to `steps` steps. result may be NULL. No allocation, except the first time after a recording.
 * Test loss is evaluated on its own graph, without dropout, and draws no random numbers. */
slm_status slm_trainer_train(slm_trainer *t, uint64_t steps, slm_train_result *result);

/* One step in two halves. prepare: draws the batch, runs forward, zero_grad and backward of the
 * coming step and changes no parameter; again with the same batch and masks when called again, save
 * what the caller has written to x and y since: that stays until the step is made. update: the
 * optimizer's half, with the gradients as they are now (prepares first if that has not been done,
 * or if a parameter, x or y was edited since). train goes on from a prepared step: the two halves
 * give the bits of a whole step. */
slm_status slm_trainer_prepare(slm_trainer *t);
slm_status slm_trainer_update(slm_trainer *t, slm_train_result *result);

typedef struct {
    uint64_t step;        /* updates made since the reset */
    uint64_t epoch;       /* times every training row has been used */
    double epochs;        /* the same with its fraction */
    double loss;          /* of the last forward; NaN before */
    double gradient_norm; /* over all parameters, before clipping, of the last backward */
    /* At the last evaluation: NaN where there is nothing to test. One is made every test_every
     * steps; of those that the history would not keep, one at the end of a call of train. */
    uint64_t tested_step;
    double test_loss, test_accuracy, train_accuracy;
} slm_progress;
slm_status slm_trainer_progress(const slm_trainer *t, slm_progress *progress);

/* History: real samples (step, value), at constant cost: at most SLM_HISTORY of them, and whenever
 * they are full every other one goes. The last is that of the last call's last step,
 * unless a loss that is small enough, or a number that is not finite, ended the call before.
 * SLM_X(code, name, layered): a layered series has rows: -1 for all parameters together, from 0 one
 * for each layer and, behind the layers, one for each parameter in the order of slm_parameter_at.
 * */
#define SLM_SERIES                                                                                 \
    SLM_X(LOSS, "loss", false)                                                                     \
    SLM_X(GRADIENT_NORM, "gradient_norm", true) /* before clipping */                              \
    SLM_X(UPDATE_RATIO, "update_ratio", true)   /* L2 norm of the update by that of the weights */ \
    SLM_X(TEST_LOSS, "test_loss", false)                                                           \
    SLM_X(TEST_ACCURACY, "test_accuracy", false)                                                   \
    SLM_X(TRAIN_ACCURACY, "train_accuracy", false)

typedef enum {
#define SLM_X(code, name, layered) SLM_SERIES_##code,
    SLM_SERIES
#undef SLM_X
        SLM_SERIES_COUNT
} slm_series;

enum { SLM_HISTORY = 1024, SLM_EVERY_LAYER = -1 };

typedef struct {
    size_t count;
    const double *step;  /* (count), ascending */
    const double *value; /* (count) */
} slm_history;           /* valid until the next step or reset */

const char *slm_series_name(slm_series series); /* "loss"; static; "" when unknown */
slm_status slm_trainer_history(slm_trainer *t, slm_series series, int row, slm_history *history);

/* A layer is what shares a scope: "mlp/linear1". */
int slm_trainer_layers(const slm_trainer *t);
const char *slm_trainer_layer_name(const slm_trainer *t, int layer); /* NULL past the end */

/* What the run's optimizer keeps of a parameter of the trainer's context. Refused: a tensor that is
 * no parameter (STRUCTURE) or of another context (FOREIGN), and a trainer without a run. */
slm_status slm_trainer_moments(slm_trainer *t, const slm_tensor *parameter,
                               slm_parameter_moments *moments);

/* Predictions, all on graphs of their own: no gradients, no dropout, no random numbers.
 *
 * A prediction is, for classes, a probability: of class 1 for two classes with one output (bce:
 * sigmoid; mse: the output itself), else of each class (cross_entropy: softmax; bce: sigmoid; mse:
 * the output). For regression it is the output. */
size_t slm_trainer_outputs(const slm_trainer *t); /* columns of a prediction; 0 without a run */

/* x (count, inputs) -> out (count, outputs) */
slm_status slm_trainer_predict(slm_trainer *t, const slm_real *x, size_t count, slm_real *out);

/* The function over a rectangle of the two inputs, or over a line of one (height is then 1 and y
 * plays no part). Row 0 is at y1, the top; the values are taken at the centres of the cells. */
typedef struct {
    double x0, x1, y0, y1;
    size_t width, height; /* cells, 1 to 1024 each */
    int layer;     /* 0: the prediction; 1, 2, ...: that hidden layer, after its activation */
    int unit;      /* column of the layer. -1 with three or more classes: the class itself */
    bool discrete; /* colours only: the nearer end of the palette, or the likeliest class */
} slm_map_request;

/* values (height * width), unless NULL; rgba (height * width * 4 bytes, opaque), unless NULL.
 * Colours are 0xRRGGBB. A value is painted between low, middle and high: `colours` has 3 entries.
 * Its ends are 0 and 1 for a probability, the range of the targets for regression, and -m and m
 * for a hidden unit, m being its largest absolute value on this map; scale[2], unless NULL, gets
 * the two ends. With unit -1 `colours` has one entry for each class and the value is the likeliest
 * class; its colours are mixed by probability. No allocation after the first call. */
slm_status slm_trainer_map(slm_trainer *t, const slm_map_request *request, const uint32_t *colours,
                           int colour_count, float *values, uint8_t *rgba, double *scale);

/* Runs one point (inputs) through a graph of batch 1 and returns its root, the network's output:
 * describe it with slm_describe_graph and read its tensors. Scopes and names are those of the
 * training graph. The same root until the next recording. */
slm_tensor *slm_trainer_probe(slm_trainer *t, const slm_real *x, size_t inputs);

/* Counts over the training (test false) or test rows: confusion (classes, classes), row: true
 * class, column: predicted one. *correct / *total is the accuracy. Two classes: predicted 1 from a
 * probability of 0.5. */
slm_status slm_trainer_confusion(slm_trainer *t, bool test, uint32_t *confusion, size_t *correct,
                                 size_t *total);

/* A run as bytes: weights, optimizer state, step, random numbers and the place in the epoch. The
 * configuration (slm_trainer_get) and own points are the caller's to keep: restored into a run that
 * has the same, it goes on bit for bit as the saved one would have.
 *
 * Restoring compares the loss, the count of training rows and the parameters by name and shape; not
 * the data themselves, so that weights can be tried on others, nor what can be set on the way.
 * State of sgd means nothing to adam and adamw, nor theirs to it: it starts anew. What does not
 * match, damaged bytes (they end in a checksum) and those of another version of the format are
 * refused (BYTES), and the run is as it was. Otherwise history from the restored step on is
 * dropped, and all of it when the run had not come so far. The caller frees the buffer with
 * slm_bytes_free. */
slm_status slm_trainer_save(slm_trainer *t, slm_bytes *out);
slm_status slm_trainer_restore(slm_trainer *t, const unsigned char *data, size_t length);

/* --- Self-description
 *
 * {"keys": [{"key","kind","change","default","low","high","open","choices","says"}],
 *  "tasks": [{"name","says","views": [{"name","says"}]}],
 *  "data":
 * [{"name","task","says","inputs","outputs","classes","loss","rows","low","high","target"}],
 *  "scenarios": [{"name","says","set": {"key": "value", ...}}],
 *  "updates": [{"rule","where","moments": [names]}],
 *  "series", "statistics", "stops": [names in the order of their codes]}
 *
 * kind: "int", "real", "choice" (one of choices), "choices" (a list of them, by commas) or "widths"
 * (a list of ints). low and high bound a number, or each width; open: high itself is outside.
 * change: "live", "graph" or "reset". A data's low and high are lists, one for each input: the
 * range to draw; target: the range of its targets. rows: how many it always has, 0 when that is
 * "samples". updates: what an optimizer makes of an element w with the gradient g, in the order of
 * the choices of "optimizer"; other names are keys, `before` is what a name was a step earlier, and
 * t counts the updates, this one included. where: what the rule's own names are, each from those
 * before it; moments: which of them slm_trainer_moments gives, in its order. As the other
 * descriptions: owned by the context, until the next one. --- */
const char *slm_describe_config(slm_ctx *slm);

#ifdef __cplusplus
}
#endif

#endif
