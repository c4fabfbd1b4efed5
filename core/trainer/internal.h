/* The inside of a trainer, shared by the files that make up its parts:
 *
 *   trainer.c    life, configuration, own points
 *   build.c      reset: data, parameters, optimizer; recording the graphs
 *   train.c      prepare, update, train
 *   evaluate.c   predictions, test loss, confusion
 *   map.c        the function as a picture
 *   snapshot.c   a run as bytes */
#ifndef SLM_TRAINER_INTERNAL_H
#define SLM_TRAINER_INTERNAL_H

#include "data/sampler.h"
#include "trainer/config.h"
#include "trainer/history.h"
#include "training/optimizer.h"

enum {
    SLM_CHUNK = 256,                           /* rows that are evaluated at once, at most */
    SLM_LEAST_CHUNK = 128,                     /* fewer would cost more a row */
    SLM_LAYER_LIMIT = SLM_MLP_LAYERS,          /* layers a run can have */
    SLM_PARAMETER_LIMIT = 2 * SLM_LAYER_LIMIT, /* parameters: a weight and a bias in each */
    SLM_ROW_LIMIT = SLM_LAYER_LIMIT + SLM_PARAMETER_LIMIT
};

/* One recorded network. */
typedef struct {
    size_t rows;
    slm_tensor *x, *y; /* NULL when there is none */
    slm_tensor *output;
    slm_tensor *prediction; /* output as a probability or number; output itself where it is one;
                               NULL in the training graph */
    slm_tensor *loss;
    slm_tensor *hidden[SLM_MLP_HIDDEN];
} slm_graph;

/* Neighbouring parameters of one scope. */
typedef struct {
    const char *name;
    size_t first, count;
} slm_layer;

/* The columns of the step track: loss, then norm and ratio of all, of each layer, of each
 * parameter. */
enum { SLM_COLUMN_LOSS, SLM_COLUMN_NORM, SLM_COLUMN_RATIO, SLM_COLUMN_ROWS };
enum {
    SLM_COLUMN_TEST_LOSS,
    SLM_COLUMN_TEST_ACCURACY,
    SLM_COLUMN_TRAIN_ACCURACY,
    SLM_TEST_COLUMNS
};

/* What is small and often asked for stands first, where its offset is short. */
struct slm_trainer {
    slm_ctx *slm;

    /* The run. Its parameters, optimizer and tracks are in the context's lasting memory. */
    bool ready;
    slm_loss loss;
    slm_optimizer *optimizer;
    slm_tensor *variable; /* x of y = x*x + x; NULL: there is a network */
    int layers;
    size_t parameters;
    slm_real *before; /* all weights before an update */

    /* The coming step: where it starts, and, once prepared, where the one after it does. */
    bool loaded; /* its batch is in x and y; what a caller has written there since stays */
    bool prepared;
    uint64_t prepared_at; /* the context's clock */
    uint64_t step;
    slm_rng rng, next_rng;
    double step_loss, norm;
    uint32_t bad_node; /* 0: all is finite */
    bool bad_gradient;

    bool recorded;
    uint64_t recordings;
    slm_dataset data;
    slm_sampler sampler;
    slm_graph train, predict, probe; /* recorded together on an empty tape */
    slm_graph test, rest; /* whole chunks of the test rows, and what is left; rows 0: none */
    slm_mark empty;
    size_t nodes; /* on the tape when all was recorded, and the last one's id */
    uint32_t last_id;

    bool test_overdue; /* an evaluation that the history would not keep was left out */
    uint64_t tested_step;
    double tested[SLM_TEST_COLUMNS];
    slm_track steps, tests;

    slm_arena data_memory, point_memory;
    slm_dataset points; /* the caller's, for data = own; inputs 0: none yet */
    float *map;         /* values of a map, when the caller does not want them */
    size_t map_room;

    slm_layer layer[SLM_LAYER_LIMIT];
    double squares[SLM_PARAMETER_LIMIT]; /* of each parameter's gradient, summed */
    slm_mlp mlp;
    slm_config wanted;  /* as set */
    slm_config running; /* as the run has it */
    char text[128];     /* of slm_trainer_get */
};

/* build.c */
slm_status slm_trainer_shape(const slm_trainer *t, slm_dataset *shape); /* inputs, outputs, classes
                                                                           of the wanted data */
/* Can the run go on with these points? */
bool slm_trainer_goes_on(const slm_trainer *t, const slm_dataset *points);
slm_status slm_trainer_replace_points(slm_trainer *t, slm_arena *memory, const slm_dataset *points);
slm_status slm_trainer_ensure(slm_trainer *t); /* a run, and its graphs as recorded */

/* evaluate.c */
bool slm_trainer_loads_labels(const slm_trainer *t); /* y holds class indices */

size_t slm_likeliest(const slm_real *p, size_t columns); /* the first of the largest */

/* Fills `count` rows of the graph's x and y, the first of them `at`, with rows of the data: those
 * in `order`, or, if it is NULL, from `first` on. slm_graph_loaded says that it is done. */
void slm_graph_load(const slm_trainer *t, const slm_graph *g, size_t at, size_t count,
                    const uint32_t *order, size_t first);
void slm_graph_loaded(slm_trainer *t, const slm_graph *g);

/* Runs a graph again, even while a stepped pass is under way on another: it shares no node. */
slm_status slm_graph_replay(slm_trainer *t, slm_tensor *root);
slm_status slm_trainer_evaluate(slm_trainer *t); /* test loss and accuracies of the current step */

slm_status slm_trainer_fail(const slm_trainer *t, const char *key, double value, const char *rule);

#endif
