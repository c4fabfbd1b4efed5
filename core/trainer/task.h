/* A task is what a run learns: a network on points, an expression, a language model. It is a table
 * of functions, listed once in tasks.def. The trainer keeps what all tasks share - life,
 * configuration, steps, history, snapshots, the check for non-finite numbers - and asks the task
 * for its parameters, graphs, batches and evaluation. */
#ifndef SLM_TRAINER_TASK_H
#define SLM_TRAINER_TASK_H

#include "trainer/config.h"
#include "training/parameter_bytes.h"

/* One recorded graph. */
typedef struct {
    size_t rows;            /* examples that it takes at once */
    slm_tensor *x, *y;      /* its leaves; NULL when there is none */
    slm_tensor *output;     /* what the model gives */
    slm_tensor *prediction; /* output as a probability or number; output itself where it is one;
                               NULL in a training graph */
    slm_tensor *loss;       /* the root of a training graph; NULL where nothing is compared */
} slm_task_graph;

/* Something that a task can show beside its tape: the page opens a panel for each. */
typedef struct {
    const char *name, *summary;
} slm_view;

/* The columns of an evaluation, in the order of the series from SLM_SERIES_TEST_LOSS on. */
enum { SLM_TEST_COLUMNS = SLM_SERIES_COUNT - SLM_SERIES_TEST_LOSS };
#define SLM_TEST_COLUMN(series) (SLM_SERIES_##series - SLM_SERIES_TEST_LOSS)

typedef struct slm_task slm_task;

struct slm_task {
    const char *name, *summary;
    const slm_view *const *views; /* ended by NULL */
    size_t state_bytes;           /* the task's own part of a run: t->state, zeros before `make` */
    bool on_points;               /* t->state begins with slm_points (trainer/points.h) */

    /* Refuses keys that do not go together, or not with the data: those of the run when `running`,
     * otherwise those that the configuration names and the caller has given. */
    slm_status (*check)(const slm_trainer *t, const slm_config *config, bool running,
                        slm_error *err);

    /* The data of the wanted configuration, in memory that becomes the run's. Called before a reset
     * changes anything; *data is t->data afterwards. */
    slm_status (*gather)(slm_trainer *t, slm_arena *memory, void **data);

    /* Have data been given since that wait for a reset? NULL: data cannot be given. */
    bool (*waits)(const slm_trainer *t);

    /* Makes state and parameters from t->running and t->data. */
    slm_status (*make)(slm_trainer *t);

    /* Records the training graph as t->train and all others on an empty tape. False: the error
     * stands. */
    bool (*record)(slm_trainer *t);

    void (*load)(slm_trainer *t);    /* the coming batch into the leaves of t->train */
    void (*advance)(slm_trainer *t); /* its step was made: the next batch is another */

    /* Measures the model as it is now. `value` holds NaN at first; *measured tells whether there
     * was anything to measure. Draws no random numbers of the run. */
    slm_status (*evaluate)(slm_trainer *t, double value[SLM_TEST_COLUMNS], bool *measured);

    void (*progress)(const slm_trainer *t, slm_progress *progress); /* epoch and epochs */

    /* What a saved run needs beyond step, random numbers and parameters. `restore` refuses bytes of
     * another run in every pass and changes the run only in the pass SLM_LOAD_APPLY. */
    void (*save)(const slm_trainer *t, slm_writer *w);
    slm_status (*restore)(slm_trainer *t, slm_loader *l);
};

const slm_task *slm_task_at(size_t i); /* NULL past the end */
const slm_task *slm_task_of(const slm_config *config);

#define SLM_X(code) extern const slm_task slm_task_##code;
#include "trainer/tasks.def"
#undef SLM_X

#endif
