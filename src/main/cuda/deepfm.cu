// All kernels of the engine "cuda".
#include "embedding.cuh"
#include "layers.cuh"
#include "logit.cuh"
#include "rows.cuh"
