/** The public events, their topics, and how they are written as JSON. */
@NullMarked
package io.spirula.contracts.event;

import org.jspecify.annotations.NullMarked;
