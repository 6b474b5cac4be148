/** What each part of a service can look at when somebody asks whether all is well. */
@NullMarked
package io.spirula.messaging.examination;

import org.jspecify.annotations.NullMarked;
