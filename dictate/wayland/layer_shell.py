"""A picture above all windows that never takes focus and lets clicks through (zwlr_layer_shell_v1).

Source: wlr-layer-shell-unstable-v1.xml and wayland.xml. One thread, that of the connection.
"""

from enum import Enum
from typing import Final

from dictate.wayland.connection import Connection
from dictate.wayland.shm import Buffers
from dictate.wayland.wire import Event, signed, string, words

INTERFACE: Final = "zwlr_layer_shell_v1"

_COMPOSITOR_CREATE_SURFACE: Final = 0
_COMPOSITOR_CREATE_REGION: Final = 1
_REGION_DESTROY: Final = 0
_SURFACE_DESTROY: Final = 0
_SURFACE_ATTACH: Final = 1
_SURFACE_DAMAGE: Final = 2
_SURFACE_SET_INPUT_REGION: Final = 5
_SURFACE_COMMIT: Final = 6
_SURFACE_SET_BUFFER_SCALE: Final = 8
_SHELL_GET_LAYER_SURFACE: Final = 0
_LAYER_SET_SIZE: Final = 0
_LAYER_SET_ANCHOR: Final = 1
_LAYER_SET_MARGIN: Final = 3
_LAYER_SET_KEYBOARD_INTERACTIVITY: Final = 4
_LAYER_ACK_CONFIGURE: Final = 6
_LAYER_DESTROY: Final = 7
_LAYER_CONFIGURE: Final = 0
_LAYER_CLOSED: Final = 1
_OVERLAY_LAYER: Final = 3
_NO_KEYBOARD: Final = 0
_OUTPUT_SCALE: Final = 3

_COMPOSITOR_VERSION: Final = 4
_OUTPUT_VERSION: Final = 2
_WHOLE_SURFACE: Final = 0x7FFF_FFFF


class Edge(Enum):
    """The edge of the screen that the picture stands at, centred; values of the protocol's anchor."""

    TOP = 1
    BOTTOM = 2


class LayerShell:
    """The bound globals that layer surfaces are made of; make one for each connection."""

    def __init__(self, connection: Connection) -> None:
        """Raises WaylandError when the compositor has no layer shell."""
        self.connection = connection
        self.shell = connection.bind(INTERFACE, 1)
        self.compositor = connection.bind("wl_compositor", _COMPOSITOR_VERSION)
        self.shm = connection.bind("wl_shm", 1)
        self._scales: dict[int, int] = {}
        for offered in list(connection.globals.values()):
            if offered.interface == "wl_output" and offered.version >= _OUTPUT_VERSION:
                connection.bind_global(offered, _OUTPUT_VERSION, self._on_output)
        connection.roundtrip()

    @property
    def scale(self) -> int:
        """The largest scale of all screens: the compositor shrinks a picture better than it enlarges one."""
        return max(self._scales.values(), default=1)

    def _on_output(self, event: Event) -> None:
        if event.opcode == _OUTPUT_SCALE:
            self._scales[event.object_id] = max(1, event.signed())


class LayerSurface:
    """One picture on the screen that the compositor chooses (the focused one)."""

    def __init__(self, shell: LayerShell, edge: Edge, margin: int) -> None:
        """`margin` is the distance from the edge in logical pixels. Shows nothing before the first `draw`."""
        self.closed = False
        """The compositor took the surface away (its screen is gone): close it and make another."""
        self._shell = shell
        self._connection = shell.connection
        self._configured = False
        self._size = (0, 0)
        self._waiting: tuple[bytes, int, int] | None = None
        self._buffers: Buffers | None = None
        self._scale = shell.scale
        connection = self._connection
        self._surface = connection.new_object()
        connection.request(shell.compositor, _COMPOSITOR_CREATE_SURFACE, words(self._surface))
        self._layer = connection.new_object(self._on_layer)
        arguments = words(self._layer, self._surface, 0, _OVERLAY_LAYER) + string("dictate-overlay")
        connection.request(shell.shell, _SHELL_GET_LAYER_SURFACE, arguments)
        connection.request(self._layer, _LAYER_SET_ANCHOR, words(edge.value))
        connection.request(self._layer, _LAYER_SET_MARGIN, signed(margin) + signed(0) + signed(margin) + signed(0))
        connection.request(self._layer, _LAYER_SET_KEYBOARD_INTERACTIVITY, words(_NO_KEYBOARD))
        self._let_clicks_through()

    @property
    def scale(self) -> int:
        """Pixels a logical pixel in the pictures given to `draw`."""
        return self._scale

    def draw(self, pixels: bytes, width: int, height: int) -> None:
        """Show a picture of `width` x `height` logical pixels at `scale`; left out when the compositor is behind.

        `pixels` are premultiplied ARGB words. Raises WaylandError when the compositor is gone.
        """
        if (width, height) != self._size:
            self._size = (width, height)
            self._connection.request(self._layer, _LAYER_SET_SIZE, words(width, height))
            # The first commit must carry no buffer; the compositor answers it with `configure`.
            if not self._configured:
                self._connection.request(self._surface, _SURFACE_COMMIT)
        if self._configured:
            self._show(pixels, width, height)
        else:
            self._waiting = (pixels, width, height)

    def close(self) -> None:
        """Take the picture away. Raises WaylandError when the compositor is gone."""
        self._connection.request(self._layer, _LAYER_DESTROY)
        self._connection.request(self._surface, _SURFACE_DESTROY)
        if self._buffers is not None:
            self._buffers.close()
            self._buffers = None

    def _let_clicks_through(self) -> None:
        region = self._connection.new_object()
        self._connection.request(self._shell.compositor, _COMPOSITOR_CREATE_REGION, words(region))
        self._connection.request(self._surface, _SURFACE_SET_INPUT_REGION, words(region))
        self._connection.request(region, _REGION_DESTROY)

    def _on_layer(self, event: Event) -> None:
        if event.opcode == _LAYER_CLOSED:
            self.closed = True
        elif event.opcode == _LAYER_CONFIGURE:
            self._connection.request(self._layer, _LAYER_ACK_CONFIGURE, words(event.uint()))
            self._configured = True
            if self._waiting is not None:
                waiting, self._waiting = self._waiting, None
                self._show(*waiting)

    def _show(self, pixels: bytes, width: int, height: int) -> None:
        width_px, height_px = width * self._scale, height * self._scale
        if self._buffers is None or (self._buffers.width, self._buffers.height) != (width_px, height_px):
            if self._buffers is not None:
                self._buffers.close()
            self._buffers = Buffers(self._connection, self._shell.shm, width_px, height_px)
        buffer = self._buffers.write(pixels)
        if buffer is None:
            return
        request = self._connection.request
        request(self._surface, _SURFACE_SET_BUFFER_SCALE, signed(self._scale))
        request(self._surface, _SURFACE_ATTACH, words(buffer) + signed(0) + signed(0))
        request(self._surface, _SURFACE_DAMAGE, signed(0) + signed(0) + signed(_WHOLE_SURFACE) * 2)
        request(self._surface, _SURFACE_COMMIT)
