/**
 * The engine {@code cpu}: {@link io.sparkdeepfm.engine.cpu.Replica} trains one worker's copy of the
 * parameters on all its cores; {@link io.sparkdeepfm.engine.cpu.CpuSession} drives the workers'
 * rounds from the driver and averages their replicas.
 */
package io.sparkdeepfm.engine.cpu;
