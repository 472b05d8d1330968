/**
 * What the engine asks of a processor with memory of its own: {@link
 * io.sparkdeepfm.engine.cuda.device.Device}, with {@link
 * io.sparkdeepfm.engine.cuda.device.CudaDevice} on NVIDIA's driver and cuBLAS of the host.
 */
package io.sparkdeepfm.engine.cuda.device;
