#include "trainer/task.h"

#include <string.h>

static const slm_task *const table[] = {
#define SLM_X(code) &slm_task_##code,
#include "trainer/tasks.def"
#undef SLM_X
};

const slm_task *slm_task_at(size_t i) {
    return i < sizeof table / sizeof table[0] ? table[i] : NULL;
}

const slm_task *slm_task_of(const slm_config *config) {
    const char *name = slm_config_source(config)->task;
    size_t i = 0;
    while (strcmp(table[i]->name, name)) i++;
    return table[i];
}
