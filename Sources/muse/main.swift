print("muse")
