package io.spirula.rbd;

/** How to find an image in a pool and namespace. Only an id finds an image in the trash. */
public sealed interface ImageLocator {

    static ImageLocator byName(String name) {
        return new ByName(name);
    }

    static ImageLocator byId(String id) {
        return new ById(id);
    }

    record ByName(String name) implements ImageLocator {
        public ByName {
            RbdNames.requireAddressable("image", name);
        }
    }

    record ById(String id) implements ImageLocator {
        public ById {
            RbdNames.requireAddressable("image id", id);
        }
    }
}
