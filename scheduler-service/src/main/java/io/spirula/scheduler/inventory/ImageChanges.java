package io.spirula.scheduler.inventory;

/** Is told of each image whose row changed, in the same transaction. */
public interface ImageChanges {

    void changed(ObservedImage image);
}
