/* What the tests ask of GNOME Shell. It does nothing by itself. */
/* exported init */
const { Clutter, Gio } = imports.gi;
const Main = imports.ui.main;
const Keyboard = imports.ui.status.keyboard;

const INTERFACE = `<node><interface name="org.example.TestControl">
  <method name="LeaveOverview"><arg type="b" name="left" direction="out"/></method>
  <method name="Activate"><arg type="s" name="application" direction="in"/></method>
  <method name="Focused"><arg type="s" name="application" direction="out"/></method>
  <method name="Devices"><arg type="as" name="names" direction="out"/></method>
  <method name="Sources"><arg type="s" name="json" direction="out"/></method>
  <method name="SwitchTo"><arg type="u" name="index" direction="in"/></method>
</interface></node>`;

class Control {
    LeaveOverview() {
        if (Main.overview.visible || Main.layoutManager._startingUp)
            Main.overview.hide();
        return !Main.overview.visible && !Main.layoutManager._startingUp;
    }

    Activate(application) {
        for (const actor of global.get_window_actors()) {
            if (actor.meta_window.get_wm_class() === application)
                Main.activateWindow(actor.meta_window);
        }
    }

    Focused() {
        const window = global.display.focus_window;
        return window ? `${window.get_wm_class()}` : '';
    }

    Devices() {
        return Clutter.get_default_backend().get_default_seat().list_devices().map(device => device.get_device_name());
    }

    Sources() {
        const manager = Keyboard.getInputSourceManager();
        const ids = Object.values(manager.inputSources).map(source => source.id);
        return JSON.stringify({ ids, current: manager.currentSource ? manager.currentSource.index : -1 });
    }

    /* What choosing it in the menu does. */
    SwitchTo(index) {
        Keyboard.getInputSourceManager().inputSources[index].activate(true);
    }
}

class Extension {
    enable() {
        this._exported = Gio.DBusExportedObject.wrapJSObject(INTERFACE, new Control());
        this._exported.export(Gio.DBus.session, '/');
        this._name = Gio.DBus.session.own_name('org.example.TestControl', Gio.BusNameOwnerFlags.NONE, null, null);
    }

    disable() {
        this._exported.unexport();
        Gio.DBus.session.unown_name(this._name);
    }
}

function init() {
    return new Extension();
}
