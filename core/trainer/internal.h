/* The inside of a trainer, shared by the files that make up its parts:
 *
 *   task.h         what a task is; task_*.c are the tasks
 *   trainer.c      life, configuration
 *   reset.c        building a run, recording its graphs
 *   train.c        prepare, update, train
 *   measure.c      norms and ratios of a step
 *   evaluate.c     the test
 *   progress.c     what can be asked about a run; its history
 *   snapshot.c     a run as bytes
 *   points.c       what the tasks on points share; own_points.c: points of the caller's
 *   predict.c      predictions, probe and confusion; map.c: the function as a picture */
#ifndef SLM_TRAINER_INTERNAL_H
#define SLM_TRAINER_INTERNAL_H

#include "trainer/history.h"
#include "trainer/task.h"

/* Neighbouring parameters of one scope. */
typedef struct {
    const char *name;
    size_t first, count;
} slm_layer;

/* The columns of the step history: loss, then norm and ratio of all, of each layer, of each
 * parameter. */
enum { SLM_COLUMN_LOSS, SLM_COLUMN_NORM, SLM_COLUMN_RATIO, SLM_COLUMN_ROWS };

/* Small, hot fields first: short offsets encode smaller. */
struct slm_trainer {
    slm_ctx *slm;

    /* The run. All that it points to is in the context's lasting memory. */
    bool ready;
    const slm_task *task;
    void *state; /* the task's */
    slm_optimizer *optimizer;
    size_t layers, parameters;
    slm_layer *layer; /* (layers) */
    double *squares;  /* (parameters) of each parameter's gradient, summed */
    double *sample;   /* one row of the step history */
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

    slm_task_graph train;
    bool recorded;
    uint64_t recording; /* its number */
    slm_mark empty;
    size_t nodes; /* on the tape when all was recorded, and the last one's id */
    uint32_t last_id;

    bool test_overdue; /* an evaluation that the history would not keep was left out */
    uint64_t tested_step;
    double tested[SLM_TEST_COLUMNS];
    slm_track steps, tests;

    void *data; /* what the task gathered, in: */
    slm_arena data_memory;
    slm_dataset points; /* the caller's, for data = own; inputs 0: none yet; in: */
    slm_arena point_memory;
    float *map; /* values of a map, when the caller does not want them */
    size_t map_room;

    slm_config wanted;  /* as set */
    slm_config running; /* as the run has it */
    char text[128];     /* of slm_trainer_get */
};

/* reset.c: a run, and its graphs as recorded. */
slm_status slm_trainer_ensure(slm_trainer *t);

/* measure.c */
void slm_trainer_measure(slm_trainer *t);       /* the norms of the gradients, t->norm among them */
void slm_trainer_copy_weights(slm_trainer *t);  /* as they are before an update */
void slm_trainer_record_sample(slm_trainer *t); /* of the update since, into the history */

/* evaluate.c: tests the model as it is at the current step. */
slm_status slm_trainer_evaluate(slm_trainer *t);

/* Runs a graph again, even while a stepped pass is under way on another: it shares no node. */
static inline slm_status slm_trainer_replay(const slm_trainer *t, const slm_tensor *root) {
    return slm_order_forward(t->slm, root->order);
}

slm_status slm_trainer_fail(const slm_trainer *t, const char *key, double value, const char *rule);
slm_status slm_trainer_null(const slm_trainer *t, const char *what); /* an argument that is NULL */

/* Refuses a view that the run's task does not have. */
slm_status slm_trainer_has_view(const slm_trainer *t, const slm_view *view);

#endif
