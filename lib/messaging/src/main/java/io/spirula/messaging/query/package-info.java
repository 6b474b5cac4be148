/** Questions to the services that own the answer. */
@NullMarked
package io.spirula.messaging.query;

import org.jspecify.annotations.NullMarked;
