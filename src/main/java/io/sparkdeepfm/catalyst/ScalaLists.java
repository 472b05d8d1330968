package io.sparkdeepfm.catalyst;

import java.util.ArrayList;
import java.util.List;
import scala.collection.Iterator;
import scala.collection.Seq;
import scala.collection.immutable.List$;

/**
 * Lists for Spark and from it. Scala's immutable list is a {@code Seq} in Scala 2.12, where that
 * name means any sequence, and in 2.13, where it means an immutable one; and the converters of one
 * are not those of the other.
 */
final class ScalaLists {
  private ScalaLists() {}

  /** The elements for Spark. */
  static <T> scala.collection.immutable.List<T> of(List<? extends T> elements) {
    scala.collection.immutable.List<T> list = List$.MODULE$.empty();
    for (int i = elements.size() - 1; i >= 0; i--) {
      list = list.$colon$colon(elements.get(i));
    }
    return list;
  }

  /** The elements of Spark's. */
  static <T> List<T> of(Seq<? extends T> elements) {
    List<T> list = new ArrayList<>(elements.size());
    Iterator<? extends T> rest = elements.iterator();
    while (rest.hasNext()) {
      list.add(rest.next());
    }
    return list;
  }
}
