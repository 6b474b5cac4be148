package io.spirula.transfer.adoption;

import io.spirula.contracts.AdoptionId;
import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.transfer.copy.Route;

/**
 * A replica that is still to be looked at for an order.
 *
 * @param adoption the order
 * @param route whose work it is
 * @param image which
 * @param ref what it is called
 * @param epoch the generation that it says it is
 * @param tenant whose points are that do not say it themselves
 */
public record PendingReplica(
        AdoptionId adoption, Route route, ImageId image, ImageRef ref, long epoch, String tenant) {}
