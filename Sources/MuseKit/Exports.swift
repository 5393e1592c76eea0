// The API uses recipes, components and music: one import provides them all.
@_exported public import MuseMusic
@_exported public import MuseProtocols
@_exported public import MuseRecipe
