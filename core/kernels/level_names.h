/* Comes before everything else (-include) in a file that is compiled again for wider vectors, with
 * SLM_LEVEL naming them: its functions get the level's name behind their own, slm_gemm_avx2, so
 * that all levels can stand in one library. Operations get theirs in ops/op.h. */
#ifndef SLM_KERNELS_LEVEL_NAMES_H
#define SLM_KERNELS_LEVEL_NAMES_H

#define SLM_LEVEL_PASTE(name, level)  name##_##level
#define SLM_LEVEL_EXPAND(name, level) SLM_LEVEL_PASTE(name, level)
#define SLM_AT_LEVEL(name)            SLM_LEVEL_EXPAND(name, SLM_LEVEL)

#define slm_bias_backward           SLM_AT_LEVEL(slm_bias_backward)
#define slm_bias_forward            SLM_AT_LEVEL(slm_bias_forward)
#define slm_gemm                    SLM_AT_LEVEL(slm_gemm)
#define slm_gemm_pack               SLM_AT_LEVEL(slm_gemm_pack)
#define slm_gemm_panel              SLM_AT_LEVEL(slm_gemm_panel)
#define slm_gemm_plan_of            SLM_AT_LEVEL(slm_gemm_plan_of)
#define slm_gemm_thin               SLM_AT_LEVEL(slm_gemm_thin)
#define slm_all_finite              SLM_AT_LEVEL(slm_all_finite)
#define slm_scale                   SLM_AT_LEVEL(slm_scale)
#define slm_squares_join            SLM_AT_LEVEL(slm_squares_join)
#define slm_squares_of              SLM_AT_LEVEL(slm_squares_of)
#define slm_squares_root            SLM_AT_LEVEL(slm_squares_root)
#define slm_sum_squares             SLM_AT_LEVEL(slm_sum_squares)
#define slm_sum_squared_differences SLM_AT_LEVEL(slm_sum_squared_differences)
#define slm_update_adam             SLM_AT_LEVEL(slm_update_adam)
#define slm_update_momentum         SLM_AT_LEVEL(slm_update_momentum)
#define slm_update_sgd              SLM_AT_LEVEL(slm_update_sgd)
#define slm_max_row                 SLM_AT_LEVEL(slm_max_row)
#define slm_reduce_max              SLM_AT_LEVEL(slm_reduce_max)
#define slm_reduce_sum              SLM_AT_LEVEL(slm_reduce_sum)
#define slm_reduce_sum_naive        SLM_AT_LEVEL(slm_reduce_sum_naive)
#define slm_sum_columns             SLM_AT_LEVEL(slm_sum_columns)
#define slm_sum_row                 SLM_AT_LEVEL(slm_sum_row)
#define slm_squared_error           SLM_AT_LEVEL(slm_squared_error)
#define slm_squared_error_backward  SLM_AT_LEVEL(slm_squared_error_backward)
#define slm_erf1                    SLM_AT_LEVEL(slm_erf1)
#define slm_exp1                    SLM_AT_LEVEL(slm_exp1)
#define slm_log1                    SLM_AT_LEVEL(slm_log1)
#define slm_sigmoid1                SLM_AT_LEVEL(slm_sigmoid1)
#define slm_tanh1                   SLM_AT_LEVEL(slm_tanh1)
#define slm_verf                    SLM_AT_LEVEL(slm_verf)
#define slm_vexp                    SLM_AT_LEVEL(slm_vexp)
#define slm_vlog                    SLM_AT_LEVEL(slm_vlog)
#define slm_vrelu                   SLM_AT_LEVEL(slm_vrelu)
#define slm_vsigmoid                SLM_AT_LEVEL(slm_vsigmoid)
#define slm_vtanh                   SLM_AT_LEVEL(slm_vtanh)

#define slm_binary_backward SLM_AT_LEVEL(slm_binary_backward)
#define slm_binary_forward  SLM_AT_LEVEL(slm_binary_forward)
#define slm_binary_pass     SLM_AT_LEVEL(slm_binary_pass)
#define slm_binary_shape    SLM_AT_LEVEL(slm_binary_shape)
#define slm_index_check     SLM_AT_LEVEL(slm_index_check)
#define slm_level_here      SLM_AT_LEVEL(slm_level_here)
#define slm_op_at           SLM_AT_LEVEL(slm_op_at)
#define slm_op_check_count  SLM_AT_LEVEL(slm_op_check_count)
#define slm_op_named        SLM_AT_LEVEL(slm_op_named)
#define slm_unary_shape     SLM_AT_LEVEL(slm_unary_shape)

#endif
