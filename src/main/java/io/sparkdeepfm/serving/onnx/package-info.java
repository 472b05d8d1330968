/** A served model as an ONNX graph, in protobuf that is written here. */
package io.sparkdeepfm.serving.onnx;
