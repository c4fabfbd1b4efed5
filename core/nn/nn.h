#ifndef SLM_NN_NN_H
#define SLM_NN_NN_H
#endif
