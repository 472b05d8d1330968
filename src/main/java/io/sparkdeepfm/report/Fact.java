package io.sparkdeepfm.report;

import java.io.Serializable;

/** A name and what there is to say of it, as text. */
public record Fact(String name, String value) implements Serializable {}
