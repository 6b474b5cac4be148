/** Answers to the questions of other services. */
@NullMarked
package io.spirula.transfer.query;

import org.jspecify.annotations.NullMarked;
