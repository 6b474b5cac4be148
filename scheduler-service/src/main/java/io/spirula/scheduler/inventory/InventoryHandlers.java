package io.spirula.scheduler.inventory;

import io.spirula.contracts.event.ImageGone;
import io.spirula.contracts.event.ImageObserved;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import io.spirula.messaging.inbox.TombstoneHandler;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Keeps the projection of {@code spirula.inventory} and tells what changed in it. */
@Configuration(proxyBeanMethods = false)
class InventoryHandlers {

    @Bean
    EventHandler<ImageObserved> imageObserved(ImageStore images, ImageChanges changes) {
        return new Observed(images, changes);
    }

    @Bean
    EventHandler<ImageGone> imageGone(ImageStore images, ImageChanges changes) {
        return new Gone(images, changes);
    }

    /** A forgotten image is unknown, not gone: nothing follows from that. */
    @Bean
    TombstoneHandler imageForgotten(ImageStore images) {
        return new Forgotten(images);
    }

    private record Observed(ImageStore images, ImageChanges changes) implements EventHandler<ImageObserved> {

        @Override
        public Class<ImageObserved> eventClass() {
            return ImageObserved.class;
        }

        @Override
        public void handle(ReceivedEvent<ImageObserved> event) {
            if (images.observed(event.event())) {
                images.find(event.event().image()).ifPresent(changes::changed);
            }
        }
    }

    private record Gone(ImageStore images, ImageChanges changes) implements EventHandler<ImageGone> {

        @Override
        public Class<ImageGone> eventClass() {
            return ImageGone.class;
        }

        @Override
        public void handle(ReceivedEvent<ImageGone> event) {
            if (images.gone(event.event())) {
                images.find(event.event().image()).ifPresent(changes::changed);
            }
        }
    }

    private record Forgotten(ImageStore images) implements TombstoneHandler {

        @Override
        public Topic topic() {
            return Topic.INVENTORY;
        }

        @Override
        public void handle(String key) {
            images.forget(key);
        }
    }
}
